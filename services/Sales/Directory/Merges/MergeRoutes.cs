using Funnel.Sales.Accounts;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Merges;

/// <param name="LoserId">The record that is merged into the one in the path. Its id redirects there from then on.</param>
public sealed record MergeRequest(Guid LoserId);

/// <summary>The effect of a merge. The preview and the merge return the same.</summary>
/// <param name="Filled">The empty fields of the winner by name, with the values that they get from the loser.</param>
/// <param name="Moved">The number of rows that move from the loser to the winner, by table.</param>
/// <param name="Left">The number of rows that the winner has already, by table. They stay with the loser and are seen again after
/// an un-merge.</param>
public sealed record MergeResponse(
    Guid WinnerId, Guid LoserId, IReadOnlyDictionary<string, string> Filled, IReadOnlyDictionary<string, int> Moved,
    IReadOnlyDictionary<string, int> Left);

/// <param name="WinnerId">The record that the loser was merged into.</param>
/// <param name="LoserId">The record that has its own details and rows again.</param>
public sealed record UnmergeResponse(Guid WinnerId, Guid LoserId);

/// <summary>Preview, merge and un-merge of one kind of record.</summary>
/// <param name="seen">The records that the caller may see.</param>
internal sealed class MergeRoutes<T, TDetails>(MergeKind kind, Refusal notFound, Func<SalesDb, IQueryable<T>> seen)
    where T : class, IMergeable<TDetails> where TDetails : class, IMergedDetails<TDetails>
{
    public async Task<Results<Ok<MergeResponse>, ProblemHttpResult>> Preview(Guid id, MergeRequest request, SalesDb db,
        CancellationToken cancellation) =>
        (await Plan(id, request, db, cancellation)).IsRefused(out var refusal, out var planned)
            ? refusal.ToProblem()
            : TypedResults.Ok(Show(planned.Plan));

    public async Task<Results<Ok<MergeResponse>, ProblemHttpResult>> Merge(
        Guid id, MergeRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        Results<Ok<MergeResponse>, ProblemHttpResult> answer = notFound.ToProblem();
        await db.InTransaction(async () =>
        {
            await Merging.Lock<T>(db, cancellation, id, request.LoserId);
            if ((await Plan(id, request, db, cancellation)).IsRefused(out var refusal, out var planned))
            {
                answer = refusal.ToProblem();
                return;
            }

            await Merging.Do(db, kind, planned.Winner, planned.Loser, planned.Plan, clock.GetUtcNow(), cancellation);
            answer = TypedResults.Ok(Show(planned.Plan));
        }, cancellation);
        return answer;
    }

    /// <param name="id">The loser's.</param>
    public async Task<Results<Ok<UnmergeResponse>, ProblemHttpResult>> Unmerge(
        Guid id, SalesDb db, [FromServices] IEnumerable<IAfterUnmerge> steps, TimeProvider clock, CancellationToken cancellation)
    {
        Results<Ok<UnmergeResponse>, ProblemHttpResult> answer = notFound.ToProblem();
        await db.InTransaction(async () =>
        {
            if (await db.Set<Merge>()
                .SingleOrDefaultAsync(merge => merge.LoserId == id && merge.Kind == kind && merge.UndoneAt == null, cancellation)
                is not { } merge)
            {
                answer = (await seen(db).AnyAsync(one => one.Id == id, cancellation) ? MergeRefusals.NotMerged : notFound).ToProblem();
                return;
            }

            await Merging.Lock<T>(db, cancellation, merge.WinnerId, id);
            var both = await seen(db).Where(one => one.Id == id || one.Id == merge.WinnerId).ToListAsync(cancellation);
            if (both.Count < 2)
            {
                return;
            }

            var (winner, loser) = (both.Single(one => one.Id != id), both.Single(one => one.Id == id));
            if (winner.MergedIntoId is { } into)
            {
                answer = MergeRefusals.WinnerMergedSince(winner.Id, into).ToProblem();
                return;
            }

            var now = clock.GetUtcNow();
            await Merging.Undo<T, TDetails>(db, merge, winner, loser, now, cancellation);
            foreach (var step in steps)
            {
                await step.Handle(merge, now, cancellation);
            }

            answer = TypedResults.Ok(new UnmergeResponse(winner.Id, loser.Id));
        }, cancellation);
        return answer;
    }

    private async Task<Result<Planned>> Plan(Guid id, MergeRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (id == request.LoserId)
        {
            return MergeRefusals.WithItself;
        }

        var both = await seen(db).Where(one => one.Id == id || one.Id == request.LoserId).ToListAsync(cancellation);
        if (both.Count < 2)
        {
            return notFound;
        }

        if (both.Find(one => one.MergedIntoId is not null) is { } gone)
        {
            return MergeRefusals.AlreadyMerged(gone.Id, gone.MergedIntoId!.Value);
        }

        var (winner, loser) = (both.Single(one => one.Id == id), both.Single(one => one.Id != id));
        return (await Merging.Plan<T, TDetails>(db, winner, loser, cancellation)).IsRefused(out var refusal, out var plan)
            ? refusal
            : new Planned(winner, loser, plan);
    }

    private static MergeResponse Show(MergePlan<TDetails> plan) => new(
        plan.WinnerId, plan.LoserId,
        (from field in typeof(TDetails).GetProperties()
         let filled = field.GetValue(plan.After)
         where !Equals(filled, field.GetValue(plan.Before))
         orderby field.Name
         select (System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(field.Name),
             string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{filled}"))).ToDictionary(),
        Count(plan.Moved), Count(plan.Left));

    private static Dictionary<string, int> Count(IReadOnlyList<MovedRows> rows) =>
        rows.GroupBy(moved => moved.Table.Replace('_', '-')).ToDictionary(table => table.Key, table => table.Sum(moved => moved.Ids.Count));

    private sealed record Planned(T Winner, T Loser, MergePlan<TDetails> Plan);
}
