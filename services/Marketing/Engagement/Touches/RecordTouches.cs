using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Funnel.Marketing.Touches;

/// <summary>Records any number of touches in two round trips. This hot path writes no row of a lead.</summary>
/// <remarks>
/// 1. Look up the leads and the touches that were sent before, in one round trip.
/// 2. Insert the touches and their facts by sets, in one batch, which is one transaction.
/// If another sender was faster with the same id, the insert fails as a whole, and the second try finds that touch.
/// </remarks>
internal static class RecordTouches
{
    private const int Tries = 5;

    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<RecordTouchRequest> request, RequestSql sql, BulkInsert insert, Outbox outbox, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var recorded = new Queue<Result<RecordedTouch>>(
            await Record(request.Sound, sql, insert, outbox, clock.GetUtcNow(), cancellation));
        return TypedResults.Ok(request.Answer(_ => ResultOf(recorded.Dequeue())));
    }

    /// <returns>The outcome of each request, in the order of the requests.</returns>
    internal static async Task<Result<RecordedTouch>[]> Record(
        IReadOnlyList<RecordTouchRequest> requests, RequestSql sql, BulkInsert insert, Outbox outbox, DateTimeOffset now,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var lookup = await TouchLookup.Load(requests, sql, cancellation);
                var recorded = new Result<RecordedTouch>[requests.Count];
                var added = new List<Touch>(requests.Count);
                for (var at = 0; at < recorded.Length; at++)
                {
                    recorded[at] = Decide(requests[at], lookup, now);
                    if (recorded[at].Value is { IsNew: true } outcome)
                    {
                        added.Add(outcome.Touch);
                    }
                }

                await Insert(added, sql, insert, outbox, cancellation);
                return recorded;
            }
            catch (PostgresException taken)
                when (taken.SqlState == PostgresErrorCodes.UniqueViolation && attempt < Tries && !sql.AreInTransaction)
            {
            }
        }
    }

    private static BulkResult ResultOf(Result<RecordedTouch> recorded) => recorded.IsRefused(out var refusal, out var outcome)
        ? BulkResult.Of(refusal)
        : new(outcome.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, outcome.Touch.Id);

    private static Result<RecordedTouch> Decide(RecordTouchRequest request, TouchLookup lookup, DateTimeOffset now)
    {
        if (lookup.FindLead(request).IsRefused(out var refusal, out var leadId)
            || Touch.Record(leadId, request, now).IsRefused(out refusal, out var touch))
        {
            return refusal;
        }

        var owner = lookup.Add(touch);
        return owner is { } other && other != leadId
            ? TouchRefusals.IdTaken.Because($"The touch {touch.Id} belongs to the lead {other}.")
            : new RecordedTouch(touch, IsNew: owner is null);
    }

    private static async Task Insert(List<Touch> touches, RequestSql sql, BulkInsert insert, Outbox outbox, CancellationToken cancellation)
    {
        if (touches.Count == 0)
        {
            return;
        }

        await using var batch = sql.CreateBatch();
        batch.BatchCommands.Add(insert.Into(touches));
        batch.BatchCommands
            .Add(insert.Append(touches.ConvertAll(touch => outbox.Once(touch.Id, touch.Recorded(), touch.OccurredAt, touch.LeadId))));
        await batch.ExecuteNonQueryAsync(cancellation);
        outbox.Wake();
    }
}

/// <param name="IsNew">False if the touch was recorded before.</param>
internal sealed record RecordedTouch(Touch Touch, bool IsNew);
