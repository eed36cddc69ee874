using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>Where a version of a quote stands.</summary>
public enum QuoteState
{
    /// <summary>Written on; nobody outside has seen it.</summary>
    Draft,

    /// <summary>With the customer; it does not change any more.</summary>
    Sent,

    /// <summary>A later version was sent.</summary>
    Superseded,

    Accepted,

    Declined,

    /// <summary>Sent, and not answered until its last day.</summary>
    Expired,
}

/// <summary>One version of a quote: a draft until it is sent, and from then on what was sent. The database holds it fast too.</summary>
internal sealed class QuoteVersion
{
    public const int NoteLength = 2000;
    public const int PersonLength = 200;

    private readonly List<QuoteLine> lines = [];

    private QuoteVersion()
    {
    }

    public Guid QuoteId { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; }

    /// <summary>As it is stored; whether a sent one has expired is a question of the day.</summary>
    public QuoteState State { get; private set; }

    public TaxMode TaxMode { get; private set; }

    public decimal? DiscountPercent { get; private set; }

    public decimal? DiscountAmount { get; private set; }

    /// <summary>The last day on which it can be accepted, in UTC; for ever where it is absent.</summary>
    public DateOnly? ValidUntil { get; private set; }

    /// <summary>What the customer reads below the lines.</summary>
    public string? Note { get; private set; }

    /// <summary>The lines together, before the quote's discount.</summary>
    public decimal Subtotal { get; private set; }

    public decimal Discount { get; private set; }

    public decimal Net { get; private set; }

    public decimal Tax { get; private set; }

    public decimal Total { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>When it was accepted or declined.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Who accepted or declined it, at the customer's.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>Why it was declined, or what was said at accepting it.</summary>
    public string? DecisionNote { get; private set; }

    /// <summary>Empty unless they were loaded.</summary>
    public IReadOnlyList<QuoteLine> Lines => lines;

    public static QuoteVersion Draft(Guid quote, int number, QuoteTerms terms, DateTimeOffset now)
    {
        var version = new QuoteVersion { QuoteId = quote, Number = number, CreatedAt = now };
        version.Take(terms, now);
        return version;
    }

    public QuoteState StateOn(DateOnly day) => State == QuoteState.Sent && ValidUntil < day ? QuoteState.Expired : State;

    public void Take(QuoteTerms terms, DateTimeOffset now)
    {
        (TaxMode, DiscountPercent, DiscountAmount) = (terms.TaxMode, terms.Discount?.Percent, terms.Discount?.Amount);
        (ValidUntil, Note) = (terms.ValidUntil, terms.Note);
        var totals = terms.Totals;
        (Subtotal, Discount, Net, Tax, Total) = (totals.Subtotal, totals.Discount, totals.Net, totals.Tax, totals.Total);
        lines.Clear();
        lines.AddRange(terms.Lines.Select((line, place) => QuoteLine.Of(QuoteId, Number, place + 1, line, totals.Lines[place], now)));
    }

    public void Send(DateTimeOffset at) => (State, SentAt) = (QuoteState.Sent, at);

    public void Supersede() => State = QuoteState.Superseded;

    public void Decide(QuoteState outcome, string by, string? note, DateTimeOffset at) =>
        (State, DecidedBy, DecisionNote, DecidedAt) = (outcome, by, note, at);
}

/// <summary>What a draft says; everything in it has been looked up, checked and added up.</summary>
internal sealed record QuoteTerms(
    IReadOnlyList<QuotedLine> Lines, Discount? Discount, TaxMode TaxMode, DateOnly? ValidUntil, string? Note, QuoteTotals Totals);

/// <param name="TaxRate">Percent.</param>
internal sealed record QuotedLine(Guid? ProductId, string? Code, string Description, string Unit, Billing Billing, LineTerms Terms, decimal TaxRate);

/// <summary>A line of one version, with the product's words as they were.</summary>
/// <remarks>A draft's lines are replaced, a sent version's never change: they are a record.</remarks>
[IsRecord]
internal sealed class QuoteLine
{
    public const int DescriptionLength = 500;

    private QuoteLine()
    {
    }

    public Guid Id { get; private init; }

    public Guid QuoteId { get; private init; }

    public int Version { get; private init; }

    /// <summary>From 1.</summary>
    public int Position { get; private init; }

    /// <summary>Absent for what is sold by its description alone.</summary>
    public Guid? ProductId { get; private init; }

    public string? Code { get; private init; }

    public string Description { get; private init; } = "";

    public string Unit { get; private init; } = "";

    public Billing Billing { get; private init; }

    public decimal Quantity { get; private init; }

    public decimal UnitPrice { get; private init; }

    public decimal? DiscountPercent { get; private init; }

    public decimal? DiscountAmount { get; private init; }

    /// <summary>Percent.</summary>
    public decimal TaxRate { get; private init; }

    /// <summary>After the line's own discount, with the tax or without, as the version's prices are.</summary>
    public decimal Amount { get; private init; }

    /// <summary>The line's part of the quote's discount.</summary>
    public decimal DiscountShare { get; private init; }

    public decimal Net { get; private init; }

    public decimal Tax { get; private init; }

    public static QuoteLine Of(Guid quote, int version, int position, QuotedLine line, LineShare share, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        QuoteId = quote,
        Version = version,
        Position = position,
        ProductId = line.ProductId,
        Code = line.Code,
        Description = line.Description,
        Unit = line.Unit,
        Billing = line.Billing,
        Quantity = line.Terms.Quantity,
        UnitPrice = line.Terms.UnitPrice,
        DiscountPercent = line.Terms.Discount?.Percent,
        DiscountAmount = line.Terms.Discount?.Amount,
        TaxRate = line.TaxRate,
        Amount = line.Terms.Amount,
        DiscountShare = share.Discount,
        Net = share.Net,
        Tax = share.Tax,
    };
}
