using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Routing;
using Funnel.Sales.Tasks;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.HandOvers;

/// <summary>The representatives who take over: exactly one of the three.</summary>
/// <param name="ToId">One representative takes over everything.</param>
/// <param name="TeamId">The active members of the team and of the teams below it take turns, account by account.</param>
/// <param name="Territory">The code of a territory. Its active members take turns, account by account.</param>
public sealed record HandOverRequest(
    Guid? ToId = null, Guid? TeamId = null,
    [property: MinLength(1), MaxLength(TerritoryRule.CodeLength)] string? Territory = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        new object?[] { ToId, TeamId, Territory }.Count(given => given is not null) == 1
            ? [] : [new("Give exactly one of `toId`, `teamId` and `territory`.", [nameof(ToId)])];
}

/// <summary>The effect of a hand-over. The preview and the hand-over return the same.</summary>
/// <param name="Shares">What each representative takes over. Representatives who take over nothing are left out.</param>
public sealed record HandOverResponse(Guid RepresentativeId, OpenWorkResponse Work, IReadOnlyList<HandOverShare> Shares);

public sealed record HandOverShare(Guid RepresentativeId, string Name, OpenWorkResponse Work);

/// <summary>Gives all open work of a representative to others.</summary>
/// <remarks>
/// Closed opportunities stay, because their figures belong to the person who closed them. A second hand-over finds nothing. Quotes,
/// contracts, referrals and surveys have no owner of their own: they follow their opportunity or customer.
/// </remarks>
internal static class HandOver
{
    public static Task<Results<Ok<HandOverResponse>, ProblemHttpResult>> Preview(
        Guid id, HandOverRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, request, db, clock, isPreview: true, cancellation);

    public static Task<Results<Ok<HandOverResponse>, ProblemHttpResult>> Do(
        Guid id, HandOverRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, request, db, clock, isPreview: false, cancellation);

    private static async Task<Results<Ok<HandOverResponse>, ProblemHttpResult>> Handle(
        Guid id, HandOverRequest request, SalesDb db, TimeProvider clock, bool isPreview, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.Representatives.FindAsync([id], cancellation) is not { } leaver)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckPerson(leaver).IsRefused(out var refusal)
            || (await HandOverTargets.Find(db, leaver, request, cancellation)).IsRefused(out refusal, out var people))
        {
            return refusal.ToProblem();
        }

        var work = await OpenWork.Load(db, id, cancellation);
        var (successors, shares) = (new Successors(people), new List<(Representative To, string Kind)>());
        var accountOf = work.Opportunities.ToDictionary(deal => deal.Id, deal => deal.AccountId);
        foreach (var account in work.Accounts)
        {
            Give(account.Id, "account", to => account.Become(account.Details with { OwnerId = to.Id }));
        }

        foreach (var deal in work.Opportunities)
        {
            Give(deal.AccountId, "opportunity", to => GiveDeal(db, deal, to, now));
        }

        foreach (var customer in work.Customers)
        {
            Give(customer.AccountId, "customer", to => customer.AssignTo(to.Id));
        }

        foreach (var handoff in work.Handoffs)
        {
            Give(handoff.Id, "handoff", to => db.Publish(
                handoff, handoff.Assign(to, $"{leaver.Name} handed the open work over to {to.Name}."), now));
        }

        foreach (var task in work.Tasks)
        {
            Give(KeyOf(task), "task", to => task.HandTo(to.Id));
        }

        var taskOwner = work.Tasks.ToDictionary(task => task.Id, KeyOf);
        foreach (var reminder in isPreview ? [] : work.Reminders)
        {
            var key = reminder.TaskId is { } task ? taskOwner.GetValueOrDefault(task, task)
                : reminder.OpportunityId is { } deal ? accountOf.GetValueOrDefault(deal, deal) : reminder.Id;
            reminder.HandTo(successors.Of(key).Id);
        }

        if (!isPreview)
        {
            await db.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(new HandOverResponse(id, Sum(shares),
            [.. shares.GroupBy(share => share.To).OrderBy(share => share.Key.Name, StringComparer.Ordinal).ThenBy(share => share.Key.Id)
                .Select(share => new HandOverShare(share.Key.Id, share.Key.Name, Sum([.. share])))]));

        void Give(Guid key, string kind, Action<Representative> apply)
        {
            var to = successors.Of(key);
            shares.Add((to, kind));
            if (!isPreview)
            {
                apply(to);
            }
        }

        Guid KeyOf(SalesTask task) => task.AccountId
            ?? (task.OpportunityId is { } deal ? accountOf.GetValueOrDefault(deal, deal) : task.HandoffId ?? task.Id);
    }

    private static void GiveDeal(SalesDb db, Opportunity deal, Representative to, DateTimeOffset now)
    {
        var at = now < deal.CreatedAt ? deal.CreatedAt : now;
        if (deal.Change(new OpportunityChange(Owner: to), to.Name, at).IsRefused(out var refusal, out var fact))
        {
            throw new InvalidOperationException($"The open opportunity {deal.Id} cannot change its owner: {refusal.Code}.");
        }

        db.Publish(deal, fact, at);
    }

    private static OpenWorkResponse Sum(IReadOnlyCollection<(Representative To, string Kind)> shares)
    {
        return new(Of("account"), Of("opportunity"), Of("handoff"), Of("task"), Of("customer"));

        int Of(string kind) => shares.Count(share => share.Kind == kind);
    }
}
