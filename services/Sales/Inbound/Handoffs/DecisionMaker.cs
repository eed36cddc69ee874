using System.Security.Claims;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The three answers that Sales can give to a handoff.</summary>
public enum HandoffDecision
{
    /// <summary>Sales takes the lead.</summary>
    Accept,

    /// <summary>The lead is not valid.</summary>
    Reject,

    /// <summary>The lead is valid, but the time is wrong. It goes back to Marketing.</summary>
    Recycle,
}

/// <summary>The answer to a handoff, and the person who gives it.</summary>
/// <param name="Representative">The signed-in representative; null if an API client, the system or another user decides.</param>
internal sealed record HandoffAnswer(
    HandoffDecision Decision, string DecidedBy, string? Reason, DateTimeOffset? ReturnAfter, string? Note,
    string? Journey = null, Representative? Representative = null)
{
    /// <summary>The value of <see cref="DecidedBy"/> if the system decided.</summary>
    public const string System = "Funnel";
}

/// <summary>
/// The person in whose name a decision is made. A signed-in user decides in the own name. An API client names the person.
/// </summary>
internal sealed class DecisionMaker
{
    private readonly Representative? representative;

    /// <summary>The names of the signed-in user; empty for an API client.</summary>
    private readonly List<string> names;

    private DecisionMaker(Representative? representative, List<string> names) =>
        (this.representative, this.names) = (representative, names);

    public static async Task<DecisionMaker> Load(ClaimsPrincipal caller, SalesDb db, CancellationToken cancellation)
    {
        // Only a signed-in user has a role claim.
        if (!caller.HasClaim(claim => claim.Type == ((ClaimsIdentity)caller.Identity!).RoleClaimType))
        {
            return new(null, []);
        }

        var subject = caller.FindFirstValue("sub");
        var representative = await db.Representatives.AsNoTracking()
            .SingleOrDefaultAsync(known => known.SignsInAs != null && known.SignsInAs == subject, cancellation);
        var names = new[] { representative?.Name, caller.FindFirstValue("name"), representative?.Email, subject };
        return new(representative, [.. names.OfType<string>()]);
    }

    /// <summary>Puts the decision in the name of the decision maker.</summary>
    /// <param name="decision">Its <c>decidedBy</c> may be any name of the signed-in user. The first of these names is stored.</param>
    public Result<HandoffAnswer> Answer(HandoffDecisionItem decision)
    {
        var isUser = names.Count > 0;
        if (!isUser && decision.DecidedBy is null)
        {
            return HandoffRefusals.DeciderNotNamed;
        }

        if (isUser && decision.DecidedBy is { } named && !names.Exists(name => TextKey.AreSame(name, named)))
        {
            return HandoffRefusals.DeciderIsAnother(named, names[0]);
        }

        var decidedBy = isUser ? names[0][..Math.Min(names[0].Length, Handoff.DecidedByLength)] : decision.DecidedBy!;
        return new HandoffAnswer(
            decision.Decision, decidedBy, decision.Reason, decision.ReturnAfter, decision.Note, decision.Journey, representative);
    }
}
