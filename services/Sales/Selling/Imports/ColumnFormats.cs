using Funnel.Imports;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

/// <summary>Finds the formats of dates and amounts while the file is staged: all records of a column decide.</summary>
internal sealed class ColumnFormats(ImportPlan plan)
{
    private readonly List<(ImportField Field, int Place, DayOrders Orders)> dates =
        [.. ImportFields.Times.Select(field => (field, plan.PlaceOf(field), new DayOrders())).Where(date => date.Item2 >= 0)];
    private readonly int amount = plan.PlaceOf(ImportField.Amount);
    private readonly DecimalMarks marks = new();

    public void Add(string[] fields)
    {
        foreach (var (_, place, orders) in dates)
        {
            orders.Add(fields[place]);
        }

        if (amount >= 0)
        {
            marks.Add(fields[amount]);
        }
    }

    /// <summary>
    /// The plan with the formats. It is refused if a date has two meanings and no date of the file says which: nobody should guess.
    /// </summary>
    public Result<ImportPlan> Complete()
    {
        // One system wrote the file, so that a column without evidence is written like the others.
        var known = dates.Select(date => date.Orders.Order).OfType<DayOrder>().Distinct().ToList();
        Dictionary<ImportField, DayOrder> orders = [];
        foreach (var (field, _, column) in dates)
        {
            DayOrder? likely = known.Count == 1 && !column.IsContradictory ? known[0] : null;
            if ((plan.DateOrders?.TryGetValue(field, out var asked) == true ? asked : column.Order ?? likely) is { } order)
            {
                orders.Add(field, order);
            }
            else if (column.Unclear is { } unclear)
            {
                return ImportRefusals.DateOrderUnclear.Because($"Column '{plan.NameOf(field)}' contains '{unclear}', which can begin with "
                    + $"the day or with the month, and {(column.IsContradictory ? "the other dates of the column contradict each other"
                        : "no other date of the file decides")}. Import with `dateOrder`: dayMonth or monthDay.");
            }
        }

        return plan with { DateOrders = orders, LikelyMark = marks.Mark };
    }
}
