using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Funnel.Marketing.Touches;

/// <summary>One touch, and whose it is: name the person in one way.</summary>
public sealed record RecordTouchRequest : TouchDetails
{
    /// <summary>The lead's id.</summary>
    public Guid? LeadId { get; init; }

    /// <summary>The lead's id in the system it was moved in from.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(ContactDetails.LongestExternalId)]
    public string? ExternalLeadId { get; init; }

    /// <summary>The lead's address.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(EmailAddress.Longest)]
    public string? Email { get; init; }
}

/// <summary>Records many touches in two round trips, whatever their number: the hot path writes no row of a lead.</summary>
/// <remarks>
/// 1. One look-up finds the people, another the touches that were sent before; both go in one round trip.
/// 2. Touches and their facts are inserted set-wise in one batch, which is one transaction.
/// Where another sender was faster with the same id the insert fails as a whole, and the second try sees that touch.
/// </remarks>
internal static class RecordTouches
{
    private const int Tries = 5;

    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        BulkRequest<RecordTouchRequest> request, RequestSql statements, Outbox outbox, TimeProvider clock, CancellationToken cancellation)
    {
        if (ItemShape.CountFault(request) is { } wrongCount)
        {
            return wrongCount.ToProblem();
        }

        var faults = request.Items.Select(ItemShape.Fault).ToList();
        var sound = request.Items.Where((_, at) => faults[at] is null).ToList();
        var outcomes = new Queue<RecordedTouch>(await Record(sound, statements, outbox, clock.GetUtcNow(), cancellation));
        return TypedResults.Ok(BulkResponse.Of([.. faults.Select(fault => fault is null ? Result(outcomes.Dequeue()) : BulkResult.Of(fault))]));
    }

    private static BulkResult Result(RecordedTouch outcome) => outcome.Refusal is { } refusal
        ? BulkResult.Of(refusal)
        : new(outcome.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, outcome.Touch!.Id);

    /// <summary>What became of each request, in their order.</summary>
    internal static async Task<RecordedTouch[]> Record(
        IReadOnlyList<RecordTouchRequest> requests, RequestSql statements, Outbox outbox, DateTimeOffset now, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var known = await KnownTouches.Find(requests, statements, cancellation);
                var outcomes = Array.ConvertAll([.. requests], request => Decide(request, known, now));
                await Insert([.. outcomes.Where(outcome => outcome.IsNew).Select(outcome => outcome.Touch!)], statements, outbox, cancellation);
                return outcomes;
            }
            catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation && attempt < Tries && !statements.AreInTransaction)
            {
            }
        }
    }

    private static RecordedTouch Decide(RecordTouchRequest request, KnownTouches known, DateTimeOffset now)
    {
        if (known.Whose(request).IsRefused(out var whose, out var lead))
        {
            return new(null, false, whose);
        }

        if (Touch.Record(lead.Id, request, now).IsRefused(out var refusal, out var touch))
        {
            return new(null, false, refusal);
        }

        return known.Add(touch) switch
        {
            { } owner when owner != touch.LeadId => new(null, false, TouchRefusals.IdTaken),
            { } => new(touch, false, null),
            null => new(touch, true, null),
        };
    }

    private static async Task Insert(Touch[] touches, RequestSql statements, Outbox outbox, CancellationToken cancellation)
    {
        if (touches.Length == 0)
        {
            return;
        }

        await using var batch = statements.CreateBatch();
        batch.BatchCommands.Add(TouchRows.Insert(touches));
        batch.BatchCommands.Add(Journal.Append(
            [.. touches.Select(touch => outbox.Once(touch.Id, touch.Recorded(), touch.OccurredAt, touch.LeadId))]));
        await batch.ExecuteNonQueryAsync(cancellation);
        outbox.Wake();
    }
}

/// <param name="Touch">Absent where it was refused.</param>
/// <param name="IsNew">False where it was there already.</param>
internal sealed record RecordedTouch(Touch? Touch, bool IsNew, Refusal? Refusal);
