using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Contracts;

namespace Funnel.Marketing.Scoring;

/// <summary>A condition on what a person did; every list that is given must hold the touch's value, capitals aside.</summary>
public sealed record TouchPredicate
{
    public const int MostValues = 500;

    public required TouchKind Kind { get; init; }

    /// <summary>Only these assets; without it, any.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>Only these campaigns; without it, any.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Campaigns { get; init; }

    /// <summary>Only these sources; without it, any.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Sources { get; init; }

    internal string? Fault() =>
        Kind == TouchKind.Unknown ? "names no kind of touch"
        : new[] { Assets, Campaigns, Sources }.Any(list => list?.Any(value => value is null || value.Length > 200) == true) ? "has a value longer than 200"
        : null;

    internal bool Holds(Engagement touch) =>
        touch.Kind == Kind && IsIn(Assets, touch.Asset) && IsIn(Campaigns, touch.Campaign) && IsIn(Sources, touch.Source);

    internal string Describe()
    {
        var kind = JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString());
        return kind + Of("asset", Assets) + Of("campaign", Campaigns) + Of("source", Sources);

        static string Of(string name, IReadOnlyList<string>? values) => values is null ? "" : $", {name} in {string.Join(", ", values)}";
    }

    private static bool IsIn(IReadOnlyList<string>? values, string? value) =>
        values is null || (value is not null && values.Contains(value, StringComparer.OrdinalIgnoreCase));
}

/// <summary>What a person did once, as far as rules look at it.</summary>
internal sealed record Engagement(
    Guid TouchId, TouchKind Kind, string? Asset, string? Campaign, string? Source, string? Channel, DateTimeOffset OccurredAt);
