using System.Globalization;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>
/// The order of a list, and its cursor. A page begins after a value and an id, so that concurrent writes do not shift it.
/// </summary>
internal sealed record OpportunityOrder(string Field, bool IsDescending)
{
    public const string Pattern = "^-?(created|amount|currency|expectedCloseDate|stageEnteredAt|closed)$";
    public const string Newest = "-created";

    private static readonly Refusal Malformed = new("cursor-malformed", 400, "The cursor does not belong to this list in this order.");

    public bool IsByAmount => Field == "amount";

    /// <summary>Whether the order has closed opportunities only.</summary>
    public bool IsByClosing => Field == "closed";

    public static OpportunityOrder Of(string sort) => new(sort.TrimStart('-'), sort.StartsWith('-'));

    /// <summary>The cursor for the page after this item, such as <c>1200.50_0192…</c>.</summary>
    public string CursorAfter(OpportunitySummary last) => Field switch
    {
        "amount" => string.Create(CultureInfo.InvariantCulture, $"{last.Amount}_{last.Id}"),
        "expectedCloseDate" => $"{last.ExpectedCloseDate:yyyy-MM-dd}_{last.Id}",
        "stageEnteredAt" => $"{last.StageEnteredAt.UtcDateTime:O}_{last.Id}",
        "closed" => $"{last.ClosedAt!.Value.UtcDateTime:O}_{last.Id}",
        "currency" => $"{last.Currency}_{last.Id}",
        _ => last.Id.ToString(),
    };

    public Result<OpportunityCursor> Read(string after)
    {
        var cut = after.LastIndexOf('_');
        var (value, amount, day, time) = (cut < 0 ? "" : after[..cut], 0m, DateOnly.MinValue, DateTimeOffset.MinValue);
        var isRead = Field switch
        {
            "amount" =>
                decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)
                    && amount <= Money.Largest,
            "expectedCloseDate" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day),
            "currency" => value.Length == Money.CurrencyLength,
            "stageEnteredAt" or "closed" =>
                DateTimeOffset.TryParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time),
            _ => cut < 0,
        };
        return isRead && Guid.TryParse(after[(cut + 1)..], out var id) ? new OpportunityCursor(id, amount, day, time, value) : Malformed;
    }

    public IQueryable<Opportunity> Sort(IQueryable<Opportunity> found) => (Field, IsDescending) switch
    {
        ("amount", true) => found.OrderByDescending(one => one.Amount).ThenByDescending(one => one.Id),
        ("amount", false) => found.OrderBy(one => one.Amount).ThenBy(one => one.Id),
        ("expectedCloseDate", true) => found.OrderByDescending(one => one.ExpectedCloseDate).ThenByDescending(one => one.Id),
        ("expectedCloseDate", false) => found.OrderBy(one => one.ExpectedCloseDate).ThenBy(one => one.Id),
        ("closed", true) => found.OrderByDescending(one => one.ClosedAt).ThenByDescending(one => one.Id),
        ("closed", false) => found.OrderBy(one => one.ClosedAt).ThenBy(one => one.Id),
        ("currency", true) => found.OrderByDescending(one => one.Currency).ThenByDescending(one => one.Id),
        ("currency", false) => found.OrderBy(one => one.Currency).ThenBy(one => one.Id),
        ("stageEnteredAt", true) => found.OrderByDescending(one => one.StageEnteredAt).ThenByDescending(one => one.Id),
        ("stageEnteredAt", false) => found.OrderBy(one => one.StageEnteredAt).ThenBy(one => one.Id),
        (_, true) => found.OrderByDescending(one => one.Id),
        (_, false) => found.OrderBy(one => one.Id),
    };

    /// <summary>Only the rows after the cursor. An index answers a comparison of row values in one step.</summary>
    public IQueryable<Opportunity> After(IQueryable<Opportunity> found, OpportunityCursor last) => (Field, IsDescending) switch
    {
        ("amount", true) =>
            found.Where(one => EF.Functions.LessThan(ValueTuple.Create(one.Amount, one.Id), ValueTuple.Create(last.Amount, last.Id))),
        ("amount", false) =>
            found.Where(one => EF.Functions.GreaterThan(ValueTuple.Create(one.Amount, one.Id), ValueTuple.Create(last.Amount, last.Id))),
        ("expectedCloseDate", true) =>
            found.Where(one => EF.Functions
                .LessThan(ValueTuple.Create(one.ExpectedCloseDate, one.Id), ValueTuple.Create(last.Day, last.Id))),
        ("expectedCloseDate", false) =>
            found.Where(one => EF.Functions
                .GreaterThan(ValueTuple.Create(one.ExpectedCloseDate, one.Id), ValueTuple.Create(last.Day, last.Id))),
        ("closed", true) =>
            found.Where(one => EF.Functions.LessThan(ValueTuple.Create(one.ClosedAt, one.Id), ValueTuple.Create(last.Time, last.Id))),
        ("closed", false) =>
            found.Where(one => EF.Functions.GreaterThan(ValueTuple.Create(one.ClosedAt, one.Id), ValueTuple.Create(last.Time, last.Id))),
        ("currency", true) =>
            found.Where(one => EF.Functions.LessThan(ValueTuple.Create(one.Currency, one.Id), ValueTuple.Create(last.Text, last.Id))),
        ("currency", false) =>
            found.Where(one => EF.Functions.GreaterThan(ValueTuple.Create(one.Currency, one.Id), ValueTuple.Create(last.Text, last.Id))),
        ("stageEnteredAt", true) =>
            found.Where(one => EF.Functions.LessThan(ValueTuple.Create(one.StageEnteredAt, one.Id), ValueTuple.Create(last.Time, last.Id))),
        ("stageEnteredAt", false) =>
            found.Where(one => EF.Functions
                .GreaterThan(ValueTuple.Create(one.StageEnteredAt, one.Id), ValueTuple.Create(last.Time, last.Id))),
        (_, true) => found.Where(one => one.Id < last.Id),
        (_, false) => found.Where(one => one.Id > last.Id),
    };
}

/// <summary>The last item of a page: its id and the value of the order.</summary>
internal sealed record OpportunityCursor(Guid Id, decimal Amount, DateOnly Day, DateTimeOffset Time, string Text);
