using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

internal static class QuoteRefusals
{
    public static readonly Refusal NotFound = new("quote-not-found", 404, "There is no such quote.");
    public static readonly Refusal VersionNotFound = new("quote-version-not-found", 404, "The quote has no such version.");
    public static readonly Refusal Empty = new("quote-empty", 422, "A quote without a line says nothing; it is not sent.");
    public static readonly Refusal NoDescription = new("line-without-description", 422, "A line without a product needs a description.");
    public static readonly Refusal NoPrice = new("line-without-price", 422, "A line without a product needs a unit price.");
    public static readonly Refusal AmountsHidden = new("amounts-hidden", 403, "The caller may not see the amounts of this opportunity, of which its quotes consist.");

    private static readonly Refusal NotDraft = new("quote-version-not-draft", 409, "Only a draft is changed or sent; a sent version stays as it is.");
    private static readonly Refusal HasDraft = new("quote-draft-exists", 409, "The quote has a draft already.");
    private static readonly Refusal Decided = new("quote-version-not-open", 409, "Only a sent version that nobody has answered is accepted or declined.");
    private static readonly Refusal Before = new("before-sending", 422, "The version had not been sent then.");
    private static readonly Refusal Expired = new("quote-expired", 409, "The version has expired; a new one is needed.");
    private static readonly Refusal Passed = new("valid-until-passed", 422, "The last day of a quote has passed already.");

    public static Refusal NoDraft(QuoteVersion version) => NotDraft.Because($"Version {version.Number} is {Word(version)}.");

    public static Refusal DraftExists(QuoteVersion version) => HasDraft.Because($"It is version {version.Number}.");

    public static Refusal NotOpen(QuoteVersion version) => Decided.Because($"Version {version.Number} is {Word(version)}.");

    public static Refusal BeforeSending(QuoteVersion version, DateTimeOffset at) => Before.Because($"It was sent at {version.SentAt:O}, after {at:O}.");

    public static Refusal HasExpired(QuoteVersion version) => Expired.Because($"It was valid until {version.ValidUntil:yyyy-MM-dd}.");

    public static Refusal? RefuseValidity(DateOnly? until, DateTimeOffset now) =>
        ProductRefusals.Refuse(until)
        ?? (until < DateOnly.FromDateTime(now.UtcDateTime) ? Passed.Because($"It is {until:yyyy-MM-dd}.") : null);

    private static string Word(QuoteVersion version) => version.State.ToString().ToLowerInvariant();
}
