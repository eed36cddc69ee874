namespace Funnel.Sales.Tests;

public sealed class QuoteTests
{
    private static readonly DateTimeOffset Now = DealSamples.Now;

    private readonly Quote quote = Quote.Create(DealSamples.Open(), Terms(Line("Consulting", 2, 100)), Now);

    [Fact]
    public void A_new_quote_has_a_draft_of_version_1_with_its_totals()
    {
        var draft = Assert.Single(quote.Versions);
        Assert.Equal((1, QuoteState.Draft, 200m, 38m, 238m), (draft.Number, draft.State, draft.Net, draft.Tax, draft.Total));
        Assert.Equal((1, "EUR"), (quote.Revision, quote.Currency));
        var line = Assert.Single(draft.Lines);
        Assert.Equal((1, "Consulting", 200m, 38m), (line.Position, line.Description, line.Net, line.Tax));
    }

    [Fact]
    public void Changing_the_draft_replaces_its_lines_note_and_totals()
    {
        var changed = quote.ChangeDraft(Terms([Line("Training", 1, 50), Line("Travel", 1, 10)], note: "Net 30 days"), Now).Value!;
        Assert.Equal((1, 60m, "Net 30 days"), (changed.Number, changed.Net, changed.Note));
        Assert.Equal(["Training", "Travel"], changed.Lines.Select(line => line.Description));
        Assert.Equal(2, quote.Revision);
    }

    [Fact]
    public void The_quotes_discount_is_divided_among_the_lines()
    {
        var draft = quote.ChangeDraft(Terms([Line("Training", 1, 100), Line("Travel", 1, 50)], Discount.Of(null, 10)), Now).Value!;
        Assert.Equal((150m, 10m, 140m), (draft.Subtotal, draft.Discount, draft.Net));
        Assert.Equal([6.67m, 3.33m], draft.Lines.Select(line => line.DiscountShare));
        Assert.Equal(draft.Net, draft.Lines.Sum(line => line.Net));
    }

    [Fact]
    public void Sending_the_draft_returns_the_fact_to_publish()
    {
        var sent = quote.Send(Now).Value!;
        Assert.Equal((quote.Id, 1, 200m, 38m, 238m, "EUR"), (sent.QuoteId, sent.Version, sent.Net, sent.Tax, sent.Total, sent.Currency));
        Assert.Equal((QuoteState.Sent, Now), (quote.Latest.State, quote.Latest.SentAt!.Value));
    }

    [Fact]
    public void A_sent_version_is_not_changed_and_not_sent_again()
    {
        quote.Send(Now);
        Assert.Equal("quote-version-not-draft", quote.ChangeDraft(Terms(Line("Training", 1, 50)), Now).Refusal!.Code);
        Assert.Equal("quote-version-not-draft", quote.Send(Now).Refusal!.Code);
        Assert.Equal((2, 200m), (quote.Revision, quote.Latest.Net));
    }

    [Fact]
    public void A_draft_without_lines_is_not_sent()
    {
        quote.ChangeDraft(Terms(), Now);
        Assert.Equal("quote-empty", quote.Send(Now).Refusal!.Code);
        Assert.Equal(QuoteState.Draft, quote.Latest.State);
    }

    [Fact]
    public void A_draft_whose_last_day_has_passed_is_not_sent()
    {
        quote.ChangeDraft(Terms([Line("Training", 1, 50)], validUntil: new(2026, 3, 1)), Now);
        var refusal = quote.Send(Now.AddDays(1)).Refusal!;
        Assert.Equal(("valid-until-passed", "`validUntil` is 2026-03-01. It must be 2026-03-02 or later."), (refusal.Code, refusal.Detail));
        Assert.Null(quote.Send(Now).Refusal);
    }

    [Fact]
    public void A_quote_has_one_draft_at_a_time()
    {
        Assert.Equal("quote-draft-exists", quote.DraftNext(Terms(), Now).Refusal!.Code);
        quote.Send(Now);
        Assert.Equal(2, quote.DraftNext(Terms(Line("Training", 1, 50)), Now).Value!.Number);
    }

    [Fact]
    public void Sending_the_next_version_supersedes_the_sent_version_but_drafting_it_does_not()
    {
        quote.Send(Now);
        quote.DraftNext(Terms(Line("Training", 1, 50)), Now);
        Assert.Equal([QuoteState.Sent, QuoteState.Draft], quote.Versions.Select(version => version.State));
        quote.Send(Now);
        Assert.Equal([QuoteState.Superseded, QuoteState.Sent], quote.Versions.Select(version => version.State));
        Assert.Equal("quote-version-not-open", Accept(quote.FindVersion(1)!).Refusal!.Code);
    }

    [Fact]
    public void Accepting_a_sent_version_returns_the_fact_to_publish()
    {
        quote.Send(Now);
        var accepted = Accept(quote.Latest).Value!;
        Assert.Equal((quote.Id, 1, 200m, 238m), (accepted.QuoteId, accepted.Version, accepted.Net, accepted.Total));
        Assert.Equal((QuoteState.Accepted, "Vera", Now), (quote.Latest.State, quote.Latest.DecidedBy, quote.Latest.DecidedAt!.Value));
        Assert.True(quote.Latest.HasAnswer(QuoteState.Accepted, "Vera", null, Now));
        Assert.False(quote.Latest.HasAnswer(QuoteState.Accepted, "Paul", null, Now));
    }

    [Fact]
    public void An_accepted_version_ends_the_quote()
    {
        quote.Send(Now);
        Accept(quote.Latest);
        var revision = quote.Revision;
        Assert.Equal("quote-version-not-open", Accept(quote.Latest).Refusal!.Code);
        Assert.Equal("quote-version-not-open", quote.Decline(quote.Latest, "Vera", null, Now).Refusal!.Code);
        Assert.Equal("quote-version-not-open", quote.DraftNext(Terms(), Now).Refusal!.Code);
        Assert.Equal("quote-version-not-open", quote.Send(Now).Refusal!.Code);
        Assert.Equal(revision, quote.Revision);
    }

    [Fact]
    public void A_declined_version_leaves_the_quote_open_for_the_next_one()
    {
        quote.Send(Now);
        Assert.Null(quote.Decline(quote.Latest, "Vera", "Too expensive", Now).Refusal);
        Assert.Equal((QuoteState.Declined, "Too expensive"), (quote.Latest.State, quote.Latest.DecisionNote));
        Assert.Equal("quote-version-not-open", Accept(quote.Latest).Refusal!.Code);
        quote.DraftNext(Terms(Line("Training", 1, 50)), Now);
        quote.Send(Now);
        Assert.Null(Accept(quote.Latest).Refusal);
    }

    [Fact]
    public void A_draft_is_neither_accepted_nor_declined()
    {
        Assert.Equal("quote-version-not-open", Accept(quote.Latest).Refusal!.Code);
        Assert.Equal("quote-version-not-open", quote.Decline(quote.Latest, "Vera", null, Now).Refusal!.Code);
        Assert.Equal(1, quote.Revision);
    }

    [Fact]
    public void An_answer_is_not_earlier_than_the_sending()
    {
        quote.Send(Now);
        Assert.Equal("before-sending", Accept(quote.Latest, Now.AddSeconds(-1)).Refusal!.Code);
        Assert.Equal("before-sending", quote.Decline(quote.Latest, "Vera", null, Now.AddSeconds(-1)).Refusal!.Code);
        Assert.Equal(QuoteState.Sent, quote.Latest.State);
    }

    [Fact]
    public void A_sent_version_expires_after_its_last_day()
    {
        quote.ChangeDraft(Terms([Line("Training", 1, 50)], validUntil: new(2026, 3, 2)), Now);
        quote.Send(Now);
        Assert.Equal((QuoteState.Sent, QuoteState.Expired), (quote.Latest.StateOn(new(2026, 3, 2)), quote.Latest.StateOn(new(2026, 3, 3))));
        Assert.Equal("quote-expired", Accept(quote.Latest, Now.AddDays(2)).Refusal!.Code);
        Assert.Null(Accept(quote.Latest, Now.AddDays(1)).Refusal);
    }

    [Fact]
    public void An_expired_version_can_be_declined()
    {
        quote.ChangeDraft(Terms([Line("Training", 1, 50)], validUntil: new(2026, 3, 2)), Now);
        quote.Send(Now);
        Assert.Null(quote.Decline(quote.Latest, "Vera", null, Now.AddDays(9)).Refusal);
    }

    private Result<Contracts.Sales.QuoteAccepted> Accept(QuoteVersion version, DateTimeOffset? at = null) =>
        quote.Accept(version, "Vera", null, at ?? Now);

    private static QuotedLine Line(string description, decimal quantity, decimal unitPrice) =>
        new(null, null, description, "hour", Billing.OneOff, LineTerms.Of(quantity, unitPrice, null, "EUR").Value!, 19);

    private static QuoteTerms Terms(params QuotedLine[] lines) => Terms(lines, null);

    private static QuoteTerms Terms(QuotedLine[] lines, Discount? discount = null, DateOnly? validUntil = null, string? note = null)
    {
        var amounts = lines.Select(line => new TaxedAmount(line.Terms.Amount, line.TaxRate)).ToList();
        return new(lines, discount, TaxMode.Exclusive, validUntil, note, null,
            QuoteTotals.Of(amounts, discount, TaxMode.Exclusive, "EUR").Value!, new BillingTotals(0, 0, 0, 0, 0));
    }
}
