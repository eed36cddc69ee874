using Funnel.Contracts;
using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>A read model: a database schema of its own that is built from the events of one queue only.</summary>
/// <remarks>
/// Applying events is idempotent and independent of their order, so a projection needs no inbox. Its facts table keeps each event
/// once by its id. The row of an entity merges by rules that commute, such as the first of two times or the earlier of two captures.
/// The same events always give the same tables.
/// </remarks>
/// <param name="subscription">The queue. Its second word is the name and the schema of the projection.</param>
/// <param name="version">
/// Increase it with every change of the tables or of <see cref="Apply"/>: the next start rebuilds the projection.
/// </param>
/// <param name="facts">The table that keeps each event once, with event_id, source, time and recorded_at.</param>
internal abstract class Projection(Subscription subscription, int version, string facts)
{
    private readonly HashSet<Type> heard = [.. subscription.Events];

    public string Name { get; } = subscription.Queue.Split('.')[1];

    public string Queue => subscription.Queue;

    public int Version => version;

    public string Facts => facts;

    /// <summary>The types of the events that the projection hears, by the service that publishes them.</summary>
    public ILookup<string, string> Types { get; } = subscription.Events.Select(EventTypes.NameOf).ToLookup(type => type.Split('.')[0]);

    /// <summary>The schema in which a rebuild creates the new tables, while reports still read the old ones.</summary>
    public string NextSchema => Name + "_next";

    /// <summary>Whether the projection uses an event. Events of a type that this build does not know are ignored.</summary>
    public bool Hears(CloudEvent envelope) => envelope.Data is { } fact && heard.Contains(fact.GetType());

    /// <summary>
    /// The DDL in an embedded .sql file: that of a projection, or <c>common</c> for the tables that all projections have.
    /// </summary>
    public static string Ddl(string file, string schema)
    {
        using var reader = new StreamReader(typeof(Projection).Assembly.GetManifestResourceStream(file + ".sql")!);
        return reader.ReadToEnd().Replace("{schema}", schema, StringComparison.Ordinal);
    }

    /// <summary>
    /// Adds the statements that write these events to the tables. An event may be in the tables already, or twice in the list.
    /// </summary>
    public abstract void Apply(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events);
}
