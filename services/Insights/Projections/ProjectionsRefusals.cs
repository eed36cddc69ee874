using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

internal static class ProjectionsRefusals
{
    public static readonly Refusal Unknown = new("projection-unknown", 422, "There is no such projection.");
    public static readonly Refusal AlreadyRunning = new("rebuild-already-running", 409, "A rebuild is under way; there is one at a time.");
    public static readonly Refusal RebuildNotFound = new("rebuild-not-found", 404, "There is no such rebuild.");
}
