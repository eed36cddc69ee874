using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>What is offered to the customer of an opportunity, version by version; one of them may be accepted, once.</summary>
/// <remarks>
/// A sent version stands until the next one is sent, not merely drafted. Declining ends a version; accepting ends the quote.
/// </remarks>
internal sealed class Quote : Subject, IVersioned
{
    private readonly List<QuoteVersion> versions = [];

    private Quote()
    {
    }

    /// <summary>Counted by the database.</summary>
    public int Number { get; private init; }

    public Guid OpportunityId { get; private init; }

    /// <summary>Whoever may not see it does not see the quote.</summary>
    public Opportunity Opportunity { get; private init; } = null!;

    public Guid? LeadId { get; private init; }

    public Guid AccountId { get; private init; }

    /// <summary>The opportunity's.</summary>
    public string Currency { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Rises with each change of any version.</summary>
    public int Revision { get; private set; }

    public IReadOnlyList<QuoteVersion> Versions => versions;

    public QuoteVersion Latest => versions.MaxBy(version => version.Number)!;

    int IVersioned.Version => Revision;

    protected override Guid Correlation => LeadId ?? OpportunityId;

    public static string NumberOf(int number) => $"Q-{number:D6}";

    public static Quote For(Opportunity opportunity, QuoteTerms terms, DateTimeOffset now)
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

    public QuoteVersion? Find(int number) => versions.Find(version => version.Number == number);

    public Result<QuoteVersion> ChangeDraft(QuoteTerms terms, DateTimeOffset now)
    {
        if (Latest.State != QuoteState.Draft)
        {
            return QuoteRefusals.NoDraft(Latest);
        }

        Revision++;
        Latest.Take(terms, now);
        return Latest;
    }

    /// <summary>A new draft behind the latest version.</summary>
    public Result<QuoteVersion> DraftNext(QuoteTerms terms, DateTimeOffset now)
    {
        if (RefuseIfAccepted() is { } refusal)
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
        if ((RefuseIfAccepted() ?? (Latest.State == QuoteState.Draft ? null : QuoteRefusals.NoDraft(Latest))) is { } refusal)
        {
            return refusal;
        }

        if (Latest.Lines.Count == 0)
        {
            return QuoteRefusals.Empty;
        }

        if (QuoteRefusals.RefuseValidity(Latest.ValidUntil, now) is { } passed)
        {
            return passed;
        }

        var sent = Latest;
        versions.FindAll(version => version.State == QuoteState.Sent).ForEach(version => version.Supersede());
        sent.Send(now);
        Revision++;
        return new QuoteSent(Id, NumberOf(Number), sent.Number, OpportunityId, LeadId, AccountId, sent.Net, sent.Tax, sent.Total, Currency, sent.ValidUntil);
    }

    public Result<QuoteAccepted> Accept(QuoteVersion version, string by, string? note, DateTimeOffset at)
    {
        if (Decide(version, QuoteState.Accepted, by, note, at) is { } refusal)
        {
            return refusal;
        }

        return new QuoteAccepted(Id, NumberOf(Number), version.Number, OpportunityId, LeadId, AccountId, version.Net, version.Tax, version.Total, Currency);
    }

    /// <returns>Why not, or null.</returns>
    public Refusal? Decline(QuoteVersion version, string by, string? note, DateTimeOffset at) => Decide(version, QuoteState.Declined, by, note, at);

    private Refusal? Decide(QuoteVersion version, QuoteState outcome, string by, string? note, DateTimeOffset at)
    {
        if (RefuseIfAccepted() is { } refusal)
        {
            return refusal;
        }

        if (version.State != QuoteState.Sent)
        {
            return QuoteRefusals.NotOpen(version);
        }

        if (at < version.SentAt)
        {
            return QuoteRefusals.BeforeSending(version, at);
        }

        if (outcome == QuoteState.Accepted && version.StateOn(DateOnly.FromDateTime(at.UtcDateTime)) == QuoteState.Expired)
        {
            return QuoteRefusals.HasExpired(version);
        }

        version.Decide(outcome, by, note, at);
        Revision++;
        return null;
    }

    private Refusal? RefuseIfAccepted() =>
        versions.Find(version => version.State == QuoteState.Accepted) is { } accepted ? QuoteRefusals.NotOpen(accepted) : null;
}
