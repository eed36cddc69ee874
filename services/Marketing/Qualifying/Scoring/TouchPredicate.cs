using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Contracts;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Scoring;

/// <summary>A condition on a touch. Each given list must contain the value of the touch. Capitals make no difference.</summary>
public sealed record TouchPredicate
{
    public const int MostValues = 500;

    public required TouchKind Kind { get; init; }

    /// <summary>The accepted assets. Defaults to all assets.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>The accepted campaigns. Defaults to all campaigns.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Campaigns { get; init; }

    /// <summary>The accepted sources. Defaults to all sources.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string>? Sources { get; init; }

    internal string? Fault() =>
        Kind == TouchKind.Unknown ? "has an unknown `kind`"
        : new[] { Assets, Campaigns, Sources }.Any(list => list?.Any(value => value is null || value.Length > 200) == true)
        ? "has a value that is longer than 200 characters"
        : null;

    internal bool Holds(ScoredTouch touch) =>
        touch.Kind == Kind && IsIn(Assets, touch.Asset) && IsIn(Campaigns, touch.Campaign) && IsIn(Sources, touch.Source);

    internal string Describe()
    {
        var kind = JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString());
        return kind + Of("asset", Assets) + Of("campaign", Campaigns) + Of("source", Sources);

        static string Of(string name, IReadOnlyList<string>? values) => values is null ? "" : $", {name} in {string.Join(", ", values)}";
    }

    private static bool IsIn(IReadOnlyList<string>? values, string? value) =>
        values is null || (value is not null && values.Any(one => TextKey.AreSame(one, value)));
}
