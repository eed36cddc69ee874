namespace Funnel.Insights.Projections;

/// <summary>Where a rebuild takes the events from.</summary>
public enum RebuildSource
{
    /// <summary>The services' journals, read over HTTP into new tables; the old ones answer meanwhile.</summary>
    Journal,

    /// <summary>The bus: the tables are emptied and the services publish their past again to the projections' queues.</summary>
    Bus,
}

public enum RebuildState
{
    /// <summary>Asked for, and not finished.</summary>
    Running,
    Done,

    /// <summary>Ended by an error, which it names.</summary>
    Failed,

    /// <summary>The process that ran it ended; ask for it again.</summary>
    Interrupted,
}

/// <summary>One dropping and rebuilding of projections; only one at a time.</summary>
internal sealed class Rebuild
{
    public const int StepLength = 200;
    public const int ErrorLength = 2000;

    public Guid Id { get; private init; }

    public RebuildSource From { get; private init; }

    public IReadOnlyList<string> Projections { get; private init; } = [];

    public RebuildState State { get; private set; }

    public string Step { get; private set; } = "waiting";

    public long RowsRead { get; private set; }

    public DateTimeOffset RequestedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string? Error { get; private set; }

    public static Rebuild Request(RebuildSource from, IReadOnlyList<string> projections, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), From = from, Projections = projections, RequestedAt = now };

    public void Start(DateTimeOffset now) => StartedAt = now;

    public void Progress(string step, long rowsRead) => (Step, RowsRead) = (step, rowsRead);

    public void Finish(DateTimeOffset now) => (State, FinishedAt, Step) = (RebuildState.Done, now, "done");

    public void Fail(string error, DateTimeOffset now) =>
        (State, FinishedAt, Error) = (RebuildState.Failed, now, error.Length > ErrorLength ? error[..ErrorLength] : error);

    public void Interrupt(DateTimeOffset now) =>
        (State, FinishedAt, Error) = (RebuildState.Interrupted, now, "The process that ran it ended. Ask for the rebuild again.");
}
