using Funnel.Values;
using NodaTime;

namespace Funnel.Imports;

/// <summary>The order of day and month in a date such as 03/04/2026.</summary>
public enum DayOrder
{
    DayMonth,
    MonthDay,
}

/// <summary>A date as it is written, with its time and offset if it has them.</summary>
public readonly record struct WrittenTime(DateOnly Day, TimeOnly? Time, TimeSpan? Offset)
{
    /// <summary>The moment. A time without an offset belongs to the zone; a day without a time means its beginning.</summary>
    public DateTimeOffset In(DateTimeZone zone) =>
        Offset is { } offset ? new DateTimeOffset(Day.ToDateTime(Time ?? TimeOnly.MinValue), offset).ToUniversalTime()
        : Time is { } time ? Days.At(Day, time, zone)
        : Days.StartOf(Day, zone);
}

/// <summary>What a text says about the order of day and month.</summary>
public enum OrderEvidence
{
    None,
    DayMonth,
    MonthDay,

    /// <summary>The text is two different dates, depending on the order.</summary>
    Unclear,
}

/// <summary>Collects what the dates of a column say about the order of day and month.</summary>
public sealed class DayOrders
{
    private bool hasDayMonth, hasMonthDay;

    /// <summary>The first date that has two meanings.</summary>
    public string? Unclear { get; private set; }

    /// <summary>The order of the column; null if no date or two contradicting dates decide.</summary>
    public DayOrder? Order => hasDayMonth == hasMonthDay ? null : hasDayMonth ? DayOrder.DayMonth : DayOrder.MonthDay;

    public bool IsContradictory => hasDayMonth && hasMonthDay;

    public void Add(string text)
    {
        var evidence = DateReader.EvidenceOf(text);
        hasDayMonth |= evidence == OrderEvidence.DayMonth;
        hasMonthDay |= evidence == OrderEvidence.MonthDay;
        Unclear ??= evidence == OrderEvidence.Unclear ? text : null;
    }
}
