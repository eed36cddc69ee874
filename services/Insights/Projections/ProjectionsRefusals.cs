using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

internal static class ProjectionsRefusals
{
    public static readonly Refusal AlreadyRunning = new(
        "rebuild-already-running", 409, "Another rebuild is running.", "Only one rebuild runs at a time. Wait until it is finished.");

    private static readonly Refusal NoProjection = new("projection-unknown", 422, "The projection does not exist.");

    private static readonly Refusal NoRebuild = new("rebuild-not-found", 404, "The rebuild does not exist.");

    public static Refusal Unknown(IEnumerable<string> given, IEnumerable<string> known) => NoProjection.Because(
        $"`projections` contains {string.Join(", ", given)}. The projections are {string.Join(", ", known)}.");

    public static Refusal RebuildNotFound(Guid id) => NoRebuild.Because($"No rebuild has the id {id}.");
}
