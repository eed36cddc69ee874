namespace Funnel.Insights.Projections;

/// <summary>Where a rebuild reads the events.</summary>
public enum RebuildSource
{
    /// <summary>From the journals of the services, over HTTP, into new tables. Reports read the old tables until the end.</summary>
    Journal,

    /// <summary>From the bus: the tables are emptied, and the services publish all events again to the queues of the read models.</summary>
    Bus,
}

/// <summary>The state of a rebuild.</summary>
public enum RebuildState
{
    /// <summary>Requested and not finished.</summary>
    Running,
    Done,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>The process that ran it ended. Start the rebuild again.</summary>
    Interrupted,
}

/// <summary>A rebuild of projections: their tables are dropped and built again. Only one rebuild runs at a time.</summary>
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
        (State, FinishedAt, Error) = (RebuildState.Interrupted, now, "The process that ran the rebuild ended. Start the rebuild again.");
}
