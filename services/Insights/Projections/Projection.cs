using Funnel.Contracts;
using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>A read model: a schema of its own, made from nothing but the events of one queue.</summary>
/// <remarks>
/// A fold is idempotent and independent of order by nature, hence needs no inbox: each event is kept once by its id, and
/// an entity's row only ever merges by rules that commute (the first of two times, the earlier of two descriptions). The
/// same facts make the same tables, however often and in whatever order they come.
/// </remarks>
/// <param name="subscription">Its queue; the second word is the projection's name and its schema.</param>
/// <param name="version">Raise it with every change of the tables or of the fold: the next start rebuilds.</param>
/// <param name="facts">The table that holds each event once, with event_id, source, time and recorded_at.</param>
internal abstract class Projection(Subscription subscription, int version, string facts)
{
    private readonly HashSet<Type> heard = [.. subscription.Events];

    public string Name { get; } = subscription.Queue.Split('.')[1];

    public string Queue => subscription.Queue;

    public int Version => version;

    public string Facts => facts;

    /// <summary>Where a rebuild makes the tables anew, while the old ones still answer.</summary>
    public string NextSchema => Name + "_next";

    /// <summary>Events that no projection asked for, or that this build does not know, are ignored.</summary>
    public bool Hears(CloudEvent envelope) => envelope.Data is { } fact && heard.Contains(fact.GetType());

    /// <summary>The tables' DDL; <c>{schema}</c> stands for the schema.</summary>
    public string Ddl(string schema)
    {
        using var reader = new StreamReader(typeof(Projection).Assembly.GetManifestResourceStream(Name + ".sql")!);
        return reader.ReadToEnd().Replace("{schema}", schema, StringComparison.Ordinal);
    }

    /// <summary>Adds the statements that bring these events into the tables. An event may be there already, or twice in the list.</summary>
    public abstract void Fold(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events);
}
