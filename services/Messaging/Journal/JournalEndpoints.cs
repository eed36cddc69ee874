using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>The journal of the service over HTTP: read it, list the unpublished events, replay it to a queue.</summary>
public static class JournalEndpoints
{
    private static readonly Refusal UnknownQueue = new("queue-unknown", 422, "The queue does not exist.");
    private static readonly Refusal UnknownReplay = new("replay-not-found", 404, "The replay does not exist.");

    public static void MapJournal(this WebApplication app)
    {
        var service = app.Services.GetRequiredService<Outbox>().Service;
        var events = app.MapGroup($"/api/{service}/v1/events").WithTags("Events").RequirePermission(Access.Operations);
        events.MapGet("/", Read)
            .WithSummary("Reads the service's events in order, as CloudEvents. Personal fields need the permission events.personal")
            .Produces<JournalPage>().RequirePermission(Access.Events);
        events.MapGet("/ids", EventIds.Read)
            .WithSummary("Lists the ids of the service's events in order, so that a listener can check that it has heard all of them");
        events.MapGet("/unpublished", ReadUnpublished).WithSummary("Lists the events that the broker did not accept");
        events.MapPost("/replays", RequestReplay).WithSummary("Publishes past events again to one queue");
        events.MapGet("/replays/{id:guid}", GetReplay).WithSummary("Shows the progress of a replay");
    }

    private static async Task<IResult> Read(
        NpgsqlDataSource database, MessagingDb db, HourlyEvents hourly, Outbox outbox, HttpContext http,
        [Description("The `next` value of the previous page. Defaults to the first event.")] JournalCursor? after = null,
        [Range(1, 1000)] int limit = 200)
    {
        await hourly.RecordExport(Actor.Of(http.User), "journal", outbox.Service, db, outbox.Clock.GetUtcNow(), http.RequestAborted);
        await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
        var rows = await Journal.Read(connection, after ?? default, limit, http.RequestAborted);
        var seesPersonalFields = PersonalFields.MaySee(http.User);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("next", (rows.Count > 0 ? rows[^1].Cursor : after ?? default).ToString());
        json.WriteBoolean("more", rows.Count == limit);
        json.WriteStartArray("events");
        foreach (var row in rows)
        {
            if (seesPersonalFields)
            {
                json.WriteRawValue(row.Event, skipInputValidation: true);
            }
            else
            {
                PersonalFields.Hide(JsonNode.Parse(row.Event))?.WriteTo(json);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return Results.Empty;
    }

    private static async Task<Ok<IReadOnlyList<UnpublishedEvent>>> ReadUnpublished(NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select id, type, subject, attempts, error, failed_at, next_attempt_at from messaging.unpublished order by xid, position "
                + "limit 200");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<UnpublishedEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt32(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return TypedResults.Ok<IReadOnlyList<UnpublishedEvent>>(events);
    }

    private static async Task<Results<Accepted<ReplayResponse>, ProblemHttpResult>> RequestReplay(
        ReplayRequest request, RequestSql sql, Outbox outbox, BrokerTopology topology, CancellationToken cancellation)
    {
        if (topology.Find(request.Queue) is not { } subscription)
        {
            return UnknownQueue.Because($"`queue` is '{request.Queue}'. The queues are: {topology.QueueNames}.").ToProblem();
        }

        var id = Guid.CreateVersion7(outbox.Clock.GetUtcNow());
        var after = request.After ?? default;
        await using var command = sql.CreateCommand(
            "insert into messaging.replays (id, queue, types, xid, position) values ($1, $2, $3, $4, $5)");
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new() { Value = id }, new() { Value = request.Queue },
            new() { Value = subscription.Events.Select(EventTypes.NameOf).ToArray() },
            new() { Value = after.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 }, new() { Value = after.Position },
        });
        await command.ExecuteNonQueryAsync(cancellation);
        var path = $"/api/{outbox.Service}/v1/events/replays/{id}";
        return TypedResults.Accepted(path, new ReplayResponse(id, request.Queue, 0, false));
    }

    private static async Task<Results<Ok<ReplayResponse>, ProblemHttpResult>> GetReplay(Guid id, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        await using var command =
            database.CreateCommand("select queue, published, finished_at is not null from messaging.replays where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? TypedResults.Ok(new ReplayResponse(id, reader.GetString(0), reader.GetInt64(1), reader.GetBoolean(2)))
            : UnknownReplay.ToProblem();
    }
}

/// <summary>A page of the journal.</summary>
/// <param name="Next">Pass this value as <c>after</c> to get the next page. It does not change while there are no new events.</param>
/// <param name="More">Whether there are more events already.</param>
/// <param name="Events">The events as CloudEvents.</param>
public sealed record JournalPage(string Next, bool More, IReadOnlyList<JsonElement> Events);

/// <summary>An event that the broker did not accept.</summary>
public sealed record UnpublishedEvent(
    Guid Id, string Type, Guid Subject, int Attempts, string Error, DateTimeOffset FailedAt, DateTimeOffset NextAttemptAt);

/// <summary>Asks for past events.</summary>
/// <param name="Queue">The queue of a subscriber. Only this queue gets the events, and only those to which it is subscribed.</param>
/// <param name="After">A cursor of the journal of this service. Defaults to the first event.</param>
public sealed record ReplayRequest([property: Required, MaxLength(200)] string Queue, JournalCursor? After = null);

/// <summary>The progress of a replay.</summary>
/// <param name="Published">The number of events that were published so far.</param>
public sealed record ReplayResponse(Guid Id, string Queue, long Published, bool Finished);
