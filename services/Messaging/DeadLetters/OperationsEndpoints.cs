using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts;
using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>The operations on dead letters, on events that the broker did not accept, and on timers.</summary>
public static class OperationsEndpoints
{
    private const int LongestReason = 500;

    private static readonly Refusal UnknownQueue = new("queue-unknown", 422, "The queue does not exist.");
    private static readonly Refusal LetterNotFound = new("dead-letter-not-found", 404, "The dead letter does not exist.");
    private static readonly Refusal EventNotFound = new("unpublished-event-not-found", 404, "The unpublished event does not exist.");
    private static readonly Refusal BrokerAway = new("broker-unavailable", 503, "The broker does not answer. Try again later.");

    public static void MapOperations(this WebApplication app)
    {
        var operations = app.MapGroup($"/api/{app.Services.GetRequiredService<Outbox>().Service}/v1").WithTags("Operations")
            .RequirePermission(Access.Operations);
        operations.MapGet("/dead-letters", List)
            .WithSummary("Lists the dead letters: messages that a listener failed to handle, newest first");
        operations.MapGet("/dead-letters/{id:guid}", Show).WithSummary("Shows a dead letter with its cause and its body");
        operations.MapPost("/dead-letters/{id:guid}/redrive", Redrive).WithSummary("Delivers a dead letter again");
        operations.MapPost("/dead-letters/redrive", RedriveAll)
            .WithSummary("Delivers all dead letters, or those of one queue, again");
        operations.MapDelete("/dead-letters/{id:guid}", Discard).WithSummary("Discards a dead letter");
        operations.MapDelete("/dead-letters", DiscardAll).WithSummary("Discards all dead letters, or those of one queue");
        operations.MapGet("/events/unpublished/{id:guid}", ShowUnpublished)
            .WithSummary("Shows an event that the broker did not accept, with the error");
        operations.MapPost("/events/unpublished/{id:guid}/retry", Retry)
            .WithSummary("Publishes an unpublished event, and the later events of its subject, again");
        operations.MapDelete("/events/unpublished/{id:guid}", DiscardUnpublished)
            .WithSummary("Discards an unpublished event; the journal keeps it");
        operations.MapGet("/timers", Timers).WithSummary("Shows the number of pending timers, and the failing timers");
        operations.MapGet("/discards", Discards)
            .WithSummary("Lists the discarded dead letters and events, with the user and the reason, newest first");
    }

    private static async Task<Results<Ok<Page<DeadLetterSummary>>, ProblemHttpResult>> List(
        DeadLetters letters, BrokerTopology topology, CancellationToken cancellation, string? queue = null, Guid? after = null,
        [Range(1, 200)] int limit = 50) =>
        CheckQueue(queue, letters, topology).IsRefused(out var refusal)
            ? refusal.ToProblem()
            : TypedResults.Ok(Page.Of(await letters.List(queue, after, limit + 1, cancellation), limit, letter => letter.Id));

    private static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> Show(
        Guid id, DeadLetters letters, ClaimsPrincipal reader, CancellationToken cancellation) =>
        await letters.Find(id, cancellation) is var (letter, contentType, body)
            ? TypedResults.Ok(PersonalFields.MaySee(reader)
                ? DeadLetterResponse.Of(letter, contentType, body)
                : DeadLetterResponse.Of(letter, contentType, body).WithoutPersonalFields())
            : LetterNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Redrive(
        Guid id, DeadLetters letters, BusPublisher bus, CancellationToken cancellation) =>
        await RedriveOrRefuse(letters, id, null, bus, cancellation);

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> RedriveAll(
        DeadLetters letters, BusPublisher bus, BrokerTopology topology, CancellationToken cancellation, string? queue = null) =>
        CheckQueue(queue, letters, topology).IsRefused(out var refusal)
            ? refusal.ToProblem()
            : await RedriveOrRefuse(letters, null, queue, bus, cancellation);

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Discard(
        Guid id, [Required, MaxLength(LongestReason), Description("The reason. It is recorded with the discard.")] string reason,
        DeadLetters letters, HttpContext http) =>
        await letters.Discard(id, null, Who(http), reason, http.RequestAborted) is 1
            ? TypedResults.Ok(new HandledResponse(1))
            : LetterNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> DiscardAll(
        [Required, MaxLength(LongestReason), Description("The reason. It is recorded with the discard.")] string reason,
        DeadLetters letters, BrokerTopology topology, HttpContext http, string? queue = null) =>
        CheckQueue(queue, letters, topology).IsRefused(out var refusal)
            ? refusal.ToProblem()
            : TypedResults.Ok(new HandledResponse(await letters.Discard(null, queue, Who(http), reason, http.RequestAborted)));

    private static async Task<Ok<TimersResponse>> Timers(NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(await TimerTable.Show(database, clock.GetUtcNow(), cancellation));

    private static async Task<Results<Ok<UnpublishedEventResponse>, ProblemHttpResult>> ShowUnpublished(
        Guid id, NpgsqlDataSource database, ClaimsPrincipal reader, CancellationToken cancellation) =>
        await UnpublishedEvents.Find(database, id, cancellation) is { } found
            ? TypedResults.Ok(PersonalFields.MaySee(reader) ? found : found with { Event = PersonalFields.Hide(found.Event) })
            : EventNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Retry(
        Guid id, NpgsqlDataSource database, Outbox outbox, CancellationToken cancellation)
    {
        var due = await UnpublishedEvents.Hasten(database, id, cancellation);
        outbox.Wake();
        return due > 0 ? TypedResults.Ok(new HandledResponse(due)) : EventNotFound.ToProblem();
    }

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> DiscardUnpublished(
        Guid id, [Required, MaxLength(LongestReason), Description("The reason. It is recorded with the discard.")] string reason,
        NpgsqlDataSource database, Outbox outbox, HttpContext http) =>
        await UnpublishedEvents.Discard(database, id, Guid.CreateVersion7(outbox.Clock.GetUtcNow()), Who(http), reason, http.RequestAborted)
            ? TypedResults.Ok(new HandledResponse(1))
            : EventNotFound.ToProblem();

    private static async Task<Ok<Page<DiscardResponse>>> Discards(
        NpgsqlDataSource database, CancellationToken cancellation, Guid? after = null, [Range(1, 200)] int limit = 50)
    {
        await using var command = database.CreateCommand(
            """
            select id, queue, message_id, type, subject, cause, reason, discarded_by, discarded_at from messaging.discards
            where $1::uuid is null or id < $1 order by id desc limit $2
            """);
        command.Parameters
            .AddRange(new NpgsqlParameter[] { new() { Value = (object?)after ?? DBNull.Value }, new() { Value = limit + 1 } });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var discards = new List<DiscardResponse>();
        while (await row.ReadAsync(cancellation))
        {
            discards.Add(
                new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetGuid(4), row.GetString(5), row.GetString(6), row.GetString(7),
                row.GetFieldValue<DateTimeOffset>(8)));
        }

        return TypedResults.Ok(Page.Of(discards, limit, discard => discard.Id));
    }

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> RedriveOrRefuse(
        DeadLetters letters, Guid? id, string? queue, BusPublisher bus, CancellationToken cancellation)
    {
        try
        {
            var driven = await letters.Redrive(id, queue, bus, cancellation);
            return id is null || driven > 0 ? TypedResults.Ok(new HandledResponse(driven)) : LetterNotFound.ToProblem();
        }
        catch (Exception away) when (away is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException)
        {
            return BrokerAway.ToProblem();
        }
    }

    private static Result CheckQueue(string? queue, DeadLetters letters, BrokerTopology topology) =>
        queue is null || letters.IsOfAReader(queue) || topology.Find(queue) is not null
            ? Result.Done
            : UnknownQueue.Because($"`queue` is '{queue}'. The queues are: {topology.QueueNames}.");

    private static string Who(HttpContext http) => http.User.Identity?.Name ?? "anonymous";
}

/// <summary>A message that a listener failed to handle.</summary>
/// <param name="MessageId">The id of the event, if the message is an event.</param>
/// <param name="Exception">The type of the exception, or <c>delivery-limit</c> if the broker set the message aside.</param>
/// <param name="Cause">The message of the exception.</param>
/// <param name="Failures">The number of times that the message was set aside, each time after several attempts.</param>
/// <param name="Bytes">The size of the body.</param>
public sealed record DeadLetterSummary(
    Guid Id, string Queue, string MessageId, string? Type, Guid? Subject, string Exception, string Cause, int Failures,
    DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, int Bytes);

/// <summary>A dead letter with its body.</summary>
/// <param name="Letter">The dead letter.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Event">The body, if it is JSON.</param>
/// <param name="Text">The body, if it is other text.</param>
/// <param name="Base64">The body, if it is not text.</param>
public sealed record DeadLetterResponse(DeadLetterSummary Letter, string? ContentType, JsonElement? Event, string? Text, string? Base64)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A body that is not an event is hidden as a whole.</summary>
    internal DeadLetterResponse WithoutPersonalFields() =>
        Event is { } body && PersonalFields.Hide(JsonNode.Parse(body.GetRawText())) is { } shown
            ? this with { Event = JsonSerializer.SerializeToElement(shown) }
            : this with { Event = null, Text = PersonalFields.Hidden, Base64 = null };

    internal static DeadLetterResponse Of(DeadLetterSummary letter, string? contentType, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return new(letter, contentType, json.RootElement.Clone(), null, null);
        }
        catch (JsonException)
        {
            try
            {
                return new(letter, contentType, null, Strict.GetString(body), null);
            }
            catch (DecoderFallbackException)
            {
                return new(letter, contentType, null, null, Convert.ToBase64String(body));
            }
        }
    }
}

/// <summary>An event that the broker did not accept, with its text.</summary>
/// <param name="Error">The answer of the broker, or the reason why the event waits.</param>
/// <param name="Event">The CloudEvent from the journal, as text, because the text itself may be the problem.</param>
public sealed record UnpublishedEventResponse(
    Guid Id, string Type, Guid Subject, int Attempts, string Error, DateTimeOffset FailedAt, DateTimeOffset NextAttemptAt, string Event);

/// <summary>A discarded dead letter, or a discarded event.</summary>
/// <param name="Queue">The queue of the dead letter; absent for an event.</param>
/// <param name="Cause">The cause of the failure.</param>
/// <param name="Reason">The reason for the discard.</param>
public sealed record DiscardResponse(
    Guid Id, string? Queue, string MessageId, string? Type, Guid? Subject, string Cause, string Reason, string DiscardedBy,
    DateTimeOffset DiscardedAt);

/// <summary>The outcome of an operation on several messages.</summary>
/// <param name="Count">The number of handled messages.</param>
public sealed record HandledResponse(int Count);
