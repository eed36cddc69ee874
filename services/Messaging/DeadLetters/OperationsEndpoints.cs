using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
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

/// <summary>What an operator does about messages that were not swallowed, and events that were not taken.</summary>
public static class OperationsEndpoints
{
    private const int LongestReason = 500;

    private static readonly Refusal UnknownQueue = new("queue-unknown", 422, "There is no such queue.");
    private static readonly Refusal LetterNotFound = new("dead-letter-not-found", 404, "There is no such dead letter.");
    private static readonly Refusal EventNotFound = new("unpublished-event-not-found", 404, "There is no such unpublished event.");
    private static readonly Refusal BrokerAway = new("broker-unavailable", 503, "The broker does not answer; try again.");

    public static void MapOperations(this WebApplication app)
    {
        var operations = app.MapGroup($"/api/{app.Services.GetRequiredService<Outbox>().Service}/v1").WithTags("Operations").RequirePermission(Access.Operations);
        operations.MapGet("/dead-letters", List).WithSummary("Lists the messages that a queue could not swallow, newest first");
        operations.MapGet("/dead-letters/{id:guid}", Show).WithSummary("Shows a dead letter with its cause and its body");
        operations.MapPost("/dead-letters/{id:guid}/redrive", Redrive).WithSummary("Puts a dead letter on its queue again");
        operations.MapPost("/dead-letters/redrive", RedriveAll).WithSummary("Puts all dead letters, or those of one queue, on their queues again");
        operations.MapDelete("/dead-letters/{id:guid}", Discard).WithSummary("Gives a dead letter up");
        operations.MapDelete("/dead-letters", DiscardAll).WithSummary("Gives all dead letters, or those of one queue, up");
        operations.MapGet("/events/unpublished/{id:guid}", ShowUnpublished).WithSummary("Shows an event that the broker would not take, with its cause");
        operations.MapPost("/events/unpublished/{id:guid}/retry", Retry).WithSummary("Publishes an unpublished event, and those behind it, as soon as can be");
        operations.MapDelete("/events/unpublished/{id:guid}", DiscardUnpublished).WithSummary("Gives up publishing an event; it stays in the journal");
        operations.MapGet("/timers", Timers).WithSummary("Shows how many timers wait, and those that fail");
        operations.MapGet("/discards", Discards).WithSummary("Lists what was given up, by whom and why, newest first");
    }

    private static async Task<Results<Ok<Page<DeadLetterSummary>>, ProblemHttpResult>> List(
        DeadLetters letters, CancellationToken cancellation, string? queue = null, Guid? after = null, [Range(1, 200)] int limit = 50) =>
        Refuse(queue, letters) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(Page.Of(await letters.List(queue, after, limit + 1, cancellation), limit, letter => letter.Id));

    private static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> Show(Guid id, DeadLetters letters, CancellationToken cancellation) =>
        await letters.Find(id, cancellation) is var (letter, contentType, body)
            ? TypedResults.Ok(DeadLetterResponse.Of(letter, contentType, body))
            : LetterNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Redrive(
        Guid id, DeadLetters letters, BusPublisher bus, CancellationToken cancellation) =>
        await Drive(letters, id, null, bus, cancellation);

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> RedriveAll(
        DeadLetters letters, BusPublisher bus, CancellationToken cancellation, string? queue = null) =>
        Refuse(queue, letters) is { } refusal ? refusal.ToProblem() : await Drive(letters, null, queue, bus, cancellation);

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Discard(
        Guid id, [Required, MaxLength(LongestReason), Description("Why; kept on record.")] string reason, DeadLetters letters, HttpContext http) =>
        await letters.Discard(id, null, Who(http), reason, http.RequestAborted) is 1
            ? TypedResults.Ok(new HandledResponse(1))
            : LetterNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> DiscardAll(
        [Required, MaxLength(LongestReason), Description("Why; kept on record.")] string reason, DeadLetters letters, HttpContext http, string? queue = null) =>
        Refuse(queue, letters) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(new HandledResponse(await letters.Discard(null, queue, Who(http), reason, http.RequestAborted)));

    private static async Task<Ok<TimersResponse>> Timers(NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(await TimerTable.Show(database, clock.GetUtcNow(), cancellation));

    private static async Task<Results<Ok<UnpublishedEventResponse>, ProblemHttpResult>> ShowUnpublished(
        Guid id, NpgsqlDataSource database, CancellationToken cancellation) =>
        await UnpublishedEvents.Find(database, id, cancellation) is { } found ? TypedResults.Ok(found) : EventNotFound.ToProblem();

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Retry(
        Guid id, NpgsqlDataSource database, Outbox outbox, CancellationToken cancellation)
    {
        var due = await UnpublishedEvents.Hasten(database, id, cancellation);
        outbox.Wake();
        return due > 0 ? TypedResults.Ok(new HandledResponse(due)) : EventNotFound.ToProblem();
    }

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> DiscardUnpublished(
        Guid id, [Required, MaxLength(LongestReason), Description("Why; kept on record.")] string reason, NpgsqlDataSource database, Outbox outbox, HttpContext http) =>
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
        command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = (object?)after ?? DBNull.Value }, new() { Value = limit + 1 } });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var discards = new List<DiscardResponse>();
        while (await row.ReadAsync(cancellation))
        {
            discards.Add(new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetGuid(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8)));
        }

        return TypedResults.Ok(Page.Of(discards, limit, discard => discard.Id));
    }

    private static async Task<Results<Ok<HandledResponse>, ProblemHttpResult>> Drive(
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

    private static Refusal? Refuse(string? queue, DeadLetters letters) => queue is null || letters.IsOfAReader(queue) || Subscription.All.Any(known => known.Queue == queue)
        ? null
        : UnknownQueue.Because($"Known are {string.Join(", ", Subscription.All.Select(known => known.Queue))}.");

    private static string Who(HttpContext http) => http.User.Identity?.Name ?? "anonymous";
}

/// <summary>A message that a queue could not swallow.</summary>
/// <param name="MessageId">The event's id, where it was an event.</param>
/// <param name="Exception">Its type; <c>delivery-limit</c> where the broker itself set the message aside.</param>
/// <param name="Failures">How often it was set aside, each time after several tries.</param>
/// <param name="Bytes">The body's size.</param>
public sealed record DeadLetterSummary(
    Guid Id, string Queue, string MessageId, string? Type, Guid? Subject, string Exception, string Cause, int Failures,
    DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, int Bytes);

/// <param name="Event">The body, where it is JSON.</param>
/// <param name="Text">The body, where it is text but no JSON.</param>
/// <param name="Base64">The body, where it is neither.</param>
public sealed record DeadLetterResponse(DeadLetterSummary Letter, string? ContentType, JsonElement? Event, string? Text, string? Base64)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

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

/// <param name="Error">What the broker answered, or what the event waits for.</param>
/// <param name="Event">The CloudEvent as the journal holds it, as text: it may be the very thing that is wrong.</param>
public sealed record UnpublishedEventResponse(
    Guid Id, string Type, Guid Subject, int Attempts, string Error, DateTimeOffset FailedAt, DateTimeOffset NextAttemptAt, string Event);

/// <summary>Something that was given up.</summary>
/// <param name="Queue">The queue whose dead letter it was; absent for an event that was not published.</param>
/// <param name="Cause">Why it had failed.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record DiscardResponse(
    Guid Id, string? Queue, string MessageId, string? Type, Guid? Subject, string Cause, string Reason, string DiscardedBy, DateTimeOffset DiscardedAt);

/// <param name="Count">How many were handled.</param>
public sealed record HandledResponse(int Count);
