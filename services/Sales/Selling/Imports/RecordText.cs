using System.Globalization;
using System.Text.RegularExpressions;
using Funnel.Imports;
using Funnel.ServiceDefaults;
using Funnel.Values;
using NodaTime;

namespace Funnel.Sales.Imports;

/// <summary>The texts and times of one record after another: value tables, lists, fallbacks and defaults are applied.</summary>
internal sealed partial class RecordText(ImportPlan plan, DateTimeOffset now)
{
    private static readonly ImportField[] All = Enum.GetValues<ImportField>();

    private readonly int[] places = [.. All.Select(plan.PlaceOf)];
    private readonly int[] nameless =
        [.. Enumerable.Range(0, plan.Header.Count).Where(at => plan.Fields[at] is null && MappedColumns.IsNameless(plan.Header[at]))];
    private readonly Dictionary<ImportField, Dictionary<string, string>> tables = plan.Values.ToDictionary(
        pair => pair.Key, pair => pair.Value.DistinctBy(one => one.Key.Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Key.Trim(), one => one.Value, StringComparer.OrdinalIgnoreCase));
    private string[] fields = [];
    private List<Refusal> errors = [];

    /// <summary>The zone of times without an offset.</summary>
    public DateTimeZone Zone { get; } = TimeZones.Get(plan.TimeZone ?? "UTC");

    /// <summary>The fields that the record itself fills, one bit for each.</summary>
    public long Filled { get; private set; }

    public void Begin(string[] record, List<Refusal> found) => (fields, errors, Filled) = (record, found, 0);

    public bool HasColumn(ImportField field) => places[(int)field] >= 0;

    public bool IsFilled(ImportField field) => Own(field) is not null;

    /// <summary>The text without surrounding blanks; that of its fallbacks or its default if it is empty.</summary>
    public string? Of(ImportField field)
    {
        if (Own(field) is { } own)
        {
            Filled |= 1L << (int)field;
            // The outcome is a stage, too, and the closing date an expected date.
            Filled |= field switch
            {
                ImportField.Outcome => 1L << (int)ImportField.Stage,
                ImportField.CloseDate => 1L << (int)ImportField.ExpectedCloseDate,
                _ => 0,
            };
            return Checked(field, own);
        }

        var other = plan.Fallbacks.GetValueOrDefault(field, []).Select(Own).FirstOrDefault(text => text is not null);
        other ??= plan.Defaults.GetValueOrDefault(field)?.Trim();
        return other is { Length: > 0 } ? Checked(field, other) : null;
    }

    public DateTimeOffset? Moment(ImportField field) => Time(field)?.In(Zone);

    public WrittenTime? Time(ImportField field)
    {
        if (Of(field) is not { } text)
        {
            return null;
        }

        if (!IsFilled(field) && InDays().Match(text) is { Success: true } later)
        {
            return new(DateOnly.FromDateTime(now.UtcDateTime)
                .AddDays(int.Parse(later.Groups[1].Value, CultureInfo.InvariantCulture)), null, null);
        }

        var order = plan.DateOrders?.TryGetValue(field, out var known) == true ? known : (DayOrder?)null;
        if (DateReader.TryRead(text, order, out var time))
        {
            return time;
        }

        errors.Add(ImportRefusals.NoDay.Because(DateReader.EvidenceOf(text) == OrderEvidence.Unclear
            ? $"Column '{plan.NameOf(field)}' contains '{text}', which can begin with the day or with the month, and the other dates of "
                + "the column contradict each other. Write 2026-01-31, or import with `dateOrder`."
            : $"Column '{plan.NameOf(field)}' contains '{text}', which is not a readable date or time. {DateReader.Accepted}.").In(field));
        return null;
    }

    /// <summary>A column without a name may be left out as long as it is empty.</summary>
    public void CheckNameless()
    {
        foreach (var at in nameless)
        {
            if (fields[at].Trim() is { Length: > 0 } lost)
            {
                errors.Add(ImportRefusals.Uneven.Because($"Column {at + 1} has no name in the header, and contains '{Short(lost)}'. "
                    + $"Map '{plan.Header[at]}' to a field, or leave it out with `-` and another name in the header."));
            }
        }
    }

    private string? Own(ImportField field)
    {
        var place = places[(int)field];
        var text = place < 0 ? "" : TextKey.Show(fields[place]);
        if (text.Length == 0)
        {
            return null;
        }

        var table = tables.GetValueOrDefault(field);
        if (table?.TryGetValue(text, out var mapped) == true)
        {
            return mapped;
        }

        if (!plan.FirstOf.Contains(field) || text.IndexOf(';', StringComparison.Ordinal) is not (>= 0 and var end))
        {
            return text;
        }

        var first = text[..end].Trim();
        return table?.TryGetValue(first, out mapped) == true ? mapped : first.Length > 0 ? first : null;
    }

    private string? Checked(ImportField field, string text)
    {
        if (text.Length <= field.Length())
        {
            return text;
        }

        errors.Add(ImportRefusals.ValueTooLong.Because($"Column '{plan.NameOf(field)}' contains '{Short(text)}', which has {text.Length} "
            + $"characters. At most {field.Length()} are accepted.").In(field));
        return null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}…";

    [GeneratedRegex("^\\+([0-9]{1,4})d$")]
    private static partial Regex InDays();
}
