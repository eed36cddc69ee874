using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>An offer to the customer of an opportunity, in numbered versions. At most one version is accepted.</summary>
/// <remarks>
/// A sent version is valid until the next version is sent; a draft changes nothing. A declined version ends that version only.
/// An accepted version ends the quote.
/// </remarks>
internal sealed class Quote : Subject, IVersioned
{
    private readonly List<QuoteVersion> versions = [];

    private Quote()
    {
    }

    /// <summary>The number that the database counts.</summary>
    public int Number { get; private init; }

    public Guid OpportunityId { get; private init; }

    /// <summary>Callers who do not see the opportunity do not see the quote.</summary>
    public Opportunity Opportunity { get; private init; } = null!;

    public Guid? LeadId { get; private init; }

    public Guid AccountId { get; private init; }

    /// <summary>The currency of the opportunity.</summary>
    public string Currency { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Increases with each change of any version.</summary>
    public int Revision { get; private set; }

    public IReadOnlyList<QuoteVersion> Versions => versions;

    public QuoteVersion Latest => versions.MaxBy(version => version.Number)!;

    int IVersioned.Version => Revision;

    protected override Guid Correlation => LeadId ?? OpportunityId;

    public static string NumberOf(int number) => $"Q-{number:D6}";

    public static Quote Create(Opportunity opportunity, QuoteTerms terms, DateTimeOffset now)
    {
        var quote = new Quote
        {
            Id = Guid.CreateVersion7(now),
            OpportunityId = opportunity.Id,
            Opportunity = opportunity,
            LeadId = opportunity.LeadId,
            AccountId = opportunity.AccountId,
            Currency = opportunity.Currency,
            CreatedAt = now,
            Revision = 1,
        };
        quote.versions.Add(QuoteVersion.Draft(quote.Id, 1, terms, now));
        return quote;
    }

    public QuoteVersion? FindVersion(int number) => versions.Find(version => version.Number == number);

    public Result<QuoteVersion> ChangeDraft(QuoteTerms terms, DateTimeOffset now)
    {
        if (Latest.State != QuoteState.Draft)
        {
            return QuoteRefusals.NoDraft(Latest);
        }

        Revision++;
        Latest.Apply(terms, now);
        return Latest;
    }

    /// <summary>Adds the draft of the next version.</summary>
    public Result<QuoteVersion> DraftNext(QuoteTerms terms, DateTimeOffset now)
    {
        if (CheckNotAccepted().IsRefused(out var refusal))
        {
            return refusal;
        }

        if (Latest.State == QuoteState.Draft)
        {
            return QuoteRefusals.DraftExists(Latest);
        }

        Revision++;
        versions.Add(QuoteVersion.Draft(Id, Latest.Number + 1, terms, now));
        return Latest;
    }

    public Result<QuoteSent> Send(DateTimeOffset now)
    {
        if (CheckNotAccepted().IsRefused(out var accepted))
        {
            return accepted;
        }

        if (Latest.State != QuoteState.Draft)
        {
            return QuoteRefusals.NoDraft(Latest);
        }

        if (Latest.Lines.Count == 0)
        {
            return QuoteRefusals.Empty;
        }

        if (QuoteRefusals.CheckValidity(Latest.ValidUntil, now).IsRefused(out var passed))
        {
            return passed;
        }

        var sent = Latest;
        versions.FindAll(version => version.State == QuoteState.Sent).ForEach(version => version.Supersede());
        sent.Send(now);
        Revision++;
        return new QuoteSent(
            Id, NumberOf(Number), sent.Number, OpportunityId, LeadId, AccountId, sent.Net, sent.Tax, sent.Total, Currency, sent.ValidUntil);
    }

    public Result<QuoteAccepted> Accept(QuoteVersion version, string by, string? note, DateTimeOffset at)
    {
        if (CheckOpen(version, at).IsRefused(out var notOpen))
        {
            return notOpen;
        }

        if (version.StateOn(DateOnly.FromDateTime(at.UtcDateTime)) == QuoteState.Expired)
        {
            return QuoteRefusals.HasExpired(version);
        }

        version.Answer(QuoteState.Accepted, by, note, at);
        Revision++;
        return new QuoteAccepted(
            Id, NumberOf(Number), version.Number, OpportunityId, LeadId, AccountId, version.Net, version.Tax, version.Total, Currency);
    }

    public Result Decline(QuoteVersion version, string by, string? note, DateTimeOffset at)
    {
        var check = CheckOpen(version, at);
        if (check.Refusal is null)
        {
            version.Answer(QuoteState.Declined, by, note, at);
            Revision++;
        }

        return check;
    }

    private Result CheckOpen(QuoteVersion version, DateTimeOffset at) =>
        CheckNotAccepted().IsRefused(out var accepted) ? accepted
        : version.State != QuoteState.Sent ? QuoteRefusals.NotOpen(version)
        : at < version.SentAt ? QuoteRefusals.BeforeSending(version, at)
        : Result.Done;

    private Result CheckNotAccepted() =>
        versions.Find(version => version.State == QuoteState.Accepted) is { } accepted
            ? QuoteRefusals.AcceptedAlready(accepted)
            : Result.Done;
}
