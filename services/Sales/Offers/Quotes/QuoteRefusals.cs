using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

internal static class QuoteRefusals
{
    public static readonly Refusal NotFound = new("quote-not-found", 404, "The quote does not exist.");
    public static readonly Refusal VersionNotFound = new("quote-version-not-found", 404, "The quote has no version with this number.");
    public static readonly Refusal Empty =
        new("quote-empty", 422, "The quote has no lines.", "Add a line to the draft before you send it.");

    public static readonly Refusal NoDescription = new("line-without-description", 422, "The line has no description.",
        "`description` is missing or empty. A line without a product needs a description.");

    public static readonly Refusal NoPrice = new("line-without-price", 422, "The line has no unit price.",
        "`unitPrice` is missing. A line without a product needs a unit price.");

    public static readonly Refusal AmountsHidden =
        new("amounts-hidden", 403, "The caller may not see the amounts of this opportunity and its quotes.");

    public static readonly Refusal SellerUnknown = new("quote-seller-unknown", 409, "The quote has no seller.",
        "The setting `Quotes:Seller` is not set. Set it to the name of your company, and `Quotes:SellerAddress` to its address.");

    private static readonly Refusal NotDraft = new("quote-version-not-draft", 409, "The version is not a draft.");
    private static readonly Refusal HasDraft = new("quote-draft-exists", 409, "The quote already has a draft.");
    private static readonly Refusal Decided = new("quote-version-not-open", 409, "The version is not waiting for an answer.");
    private static readonly Refusal Before = new("before-sending", 422, "The answer is earlier than the sending of the version.");
    private static readonly Refusal Expired = new("quote-expired", 409, "The version has expired.");
    private static readonly Refusal Passed = new("valid-until-passed", 422, "The last day of the quote is in the past.");

    public static Refusal NoDraft(QuoteVersion version) => NotDraft.Because(
        $"Version {version.Number} is {StateOf(version)}. Only a draft can be changed or sent. Create the next version instead.");

    public static Refusal DraftExists(QuoteVersion version) => HasDraft.Because(
        $"Version {version.Number} is a draft. Change or send it before you create another version.");

    public static Refusal NotOpen(QuoteVersion version) => Decided.Because(
        $"Version {version.Number} is {StateOf(version)}. Only a sent version without an answer can be accepted or declined.");

    public static Refusal AcceptedAlready(QuoteVersion version) => Decided.Because(
        $"Version {version.Number} is accepted. A quote with an accepted version does not change any more.");

    public static Refusal BeforeSending(QuoteVersion version, DateTimeOffset at) => Before.Because(
        $"The answer is from {at:O}, but version {version.Number} was sent at {version.SentAt:O}.");

    public static Refusal HasExpired(QuoteVersion version) => Expired.Because(
        $"Version {version.Number} was valid until {version.ValidUntil:yyyy-MM-dd}. Send a new version.");

    public static Result CheckValidity(DateOnly? until, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return ProductRefusals.CheckDay("validUntil", until).IsRefused(out var outOfRange) ? outOfRange
            : until < today ? Passed.Because($"`validUntil` is {until:yyyy-MM-dd}. It must be {today:yyyy-MM-dd} or later.")
            : Result.Done;
    }

    private static string StateOf(QuoteVersion version) =>
        version.State == QuoteState.Draft ? "a draft" : version.State.ToString().ToLowerInvariant();
}
