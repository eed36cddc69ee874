using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>The state of a version of a quote.</summary>
public enum QuoteState
{
    /// <summary>The version can be changed. The customer has not received it.</summary>
    Draft,

    /// <summary>The customer has received the version. It does not change any more.</summary>
    Sent,

    /// <summary>A later version was sent.</summary>
    Superseded,

    /// <summary>The customer accepted the version.</summary>
    Accepted,

    /// <summary>The customer declined the version.</summary>
    Declined,

    /// <summary>The version was sent, and its last day passed without an answer.</summary>
    Expired,
}

/// <summary>A version of a quote. It is a draft until it is sent; after that the database refuses changes of its content.</summary>
internal sealed class QuoteVersion
{
    public const int NoteLength = 2000;
    public const int AddressLength = 1000;
    public const int PersonLength = 200;

    private readonly List<QuoteLine> lines = [];

    private QuoteVersion()
    {
    }

    public Guid QuoteId { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; }

    /// <summary>The stored state. <see cref="StateOn"/> decides whether a sent version has expired.</summary>
    public QuoteState State { get; private set; }

    public TaxMode TaxMode { get; private set; }

    public decimal? DiscountPercent { get; private set; }

    public decimal? DiscountAmount { get; private set; }

    /// <summary>The last day on which the version can be accepted, in UTC; null for no last day.</summary>
    public DateOnly? ValidUntil { get; private set; }

    /// <summary>A note to the customer below the lines.</summary>
    public string? Note { get; private set; }

    /// <summary>The lines of the recipient's postal address.</summary>
    public string? RecipientAddress { get; private set; }

    /// <summary>The sum of the lines before the quote's discount. A recurring line counts with one month or year.</summary>
    public decimal Subtotal { get; private set; }

    public decimal Discount { get; private set; }

    /// <summary>The net of the first invoice: the one-off lines, one month and one year.</summary>
    public decimal Net { get; private set; }

    public decimal Tax { get; private set; }

    public decimal Total { get; private set; }

    public decimal OneOff { get; private set; }

    public decimal Monthly { get; private set; }

    public decimal Yearly { get; private set; }

    public decimal FirstYear { get; private set; }

    public decimal ContractValue { get; private set; }

    /// <summary>The totals by billing, without tax.</summary>
    public BillingTotals Totals => new(OneOff, Monthly, Yearly, FirstYear, ContractValue);

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>The time at which the version was accepted or declined.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The name of the person who accepted or declined the version for the customer.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>The customer's note to the answer.</summary>
    public string? DecisionNote { get; private set; }

    /// <summary>Empty until the lines are loaded.</summary>
    public IReadOnlyList<QuoteLine> Lines => lines;

    public static QuoteVersion Draft(Guid quote, int number, QuoteTerms terms, DateTimeOffset now)
    {
        var version = new QuoteVersion { QuoteId = quote, Number = number, CreatedAt = now };
        version.Apply(terms, now);
        return version;
    }

    public QuoteState StateOn(DateOnly day) => State == QuoteState.Sent && ValidUntil < day ? QuoteState.Expired : State;

    /// <param name="at">The time of the answer; null for any time.</param>
    public bool HasAnswer(QuoteState answer, string by, string? note, DateTimeOffset? at) =>
        State == answer && DecidedBy == by && DecisionNote == note && (at is null || at.Value.ToMicroseconds() == DecidedAt);

    public void Apply(QuoteTerms terms, DateTimeOffset now)
    {
        (TaxMode, DiscountPercent, DiscountAmount) = (terms.TaxMode, terms.Discount?.Percent, terms.Discount?.Amount);
        (ValidUntil, Note, RecipientAddress) = (terms.ValidUntil, terms.Note, terms.RecipientAddress);
        var totals = terms.Totals;
        (Subtotal, Discount, Net, Tax, Total) = (totals.Subtotal, totals.Discount, totals.Net, totals.Tax, totals.Total);
        (OneOff, Monthly, Yearly) = (terms.Billed.OneOff, terms.Billed.Monthly, terms.Billed.Yearly);
        (FirstYear, ContractValue) = (terms.Billed.FirstYear, terms.Billed.TotalContractValue);
        lines.Clear();
        lines.AddRange(terms.Lines.Select((line, place) => QuoteLine.Create(QuoteId, Number, place + 1, line, totals.Lines[place], now)));
    }

    public void Send(DateTimeOffset at) => (State, SentAt) = (QuoteState.Sent, at);

    public void Supersede() => State = QuoteState.Superseded;

    public void Answer(QuoteState answer, string by, string? note, DateTimeOffset at) =>
        (State, DecidedBy, DecisionNote, DecidedAt) = (answer, by, note, at);
}
