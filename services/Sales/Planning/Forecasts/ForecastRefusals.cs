using Funnel.ServiceDefaults;

namespace Funnel.Sales.Forecasts;

internal static class ForecastRefusals
{
    public static readonly Refusal RepresentativeOrTeam =
        new("forecast-of-whom", 422, "A forecast belongs to one representative or to one team.");

    public static readonly Refusal NotYours =
        new("forecast-not-yours", 403, "Only sales managers may submit a forecast for another representative.");

    public static readonly Refusal BestCaseBelowCommit =
        new("best-case-below-commit", 422, "The best-case forecast is less than the commit forecast.");

    private static readonly Refusal NoSnapshot = new("snapshot-not-taken", 422, "The day has no snapshot.");

    /// <param name="field">The query parameter that names the day.</param>
    public static Refusal NoSnapshotOn(string field, DateOnly day) => NoSnapshot.Because(
        $"`{field}` is {day:yyyy-MM-dd}, a day without a snapshot. There is none before the first opportunity. "
            + "`GET /api/sales/v1/forecasts/snapshots` lists the days that have one.");
}
