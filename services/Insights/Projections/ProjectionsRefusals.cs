using System.Globalization;
using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

internal static class ProjectionsRefusals
{
    private const string Advice = "Try again after the time in Retry-After, or leave `require` out.";

    public static readonly Refusal AlreadyRunning = new(
        "rebuild-already-running", 409, "Another rebuild is running.", "Only one rebuild runs at a time. Wait until it is finished.");

    private static readonly Refusal NoProjection = new("projection-unknown", 422, "The projection does not exist.");

    private static readonly Refusal NoRebuild = new("rebuild-not-found", 404, "The rebuild does not exist.");

    private static readonly Refusal NotComplete = new("figures-incomplete", 503, "The figures do not include all events.");

    private static readonly Refusal NoRequirement = new("requirement-unknown", 422, "The requirement does not exist.");

    public static Refusal Incomplete(Freshness freshness) => NotComplete.Because(freshness.State == FreshnessState.Behind
        ? string.Create(CultureInfo.InvariantCulture,
            $"`require` is 'complete', but {freshness.BehindBy} events are not included yet. The oldest is {freshness.LagSeconds} "
            + $"seconds old. {Advice}")
        : $"`require` is 'complete', but {Silent(freshness)} cannot be asked for the recorded events. {Advice}");

    public static Refusal RequirementUnknown(string given) =>
        NoRequirement.Because($"`require` is '{given}'. Accepted is complete.");

    public static Refusal Unknown(IEnumerable<string> given, IEnumerable<string> known) => NoProjection.Because(
        $"`projections` contains {string.Join(", ", given)}. The projections are {string.Join(", ", known)}.");

    public static Refusal RebuildNotFound(Guid id) => NoRebuild.Because($"No rebuild has the id {id}.");

    private static string Silent(Freshness freshness) => string.Join(" and ",
        freshness.Sources.Where(source => source.State == FreshnessState.Unknown).Select(source => source.Source).Distinct());
}
