using System.Security.Claims;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>In whose name a decision is made: who is signed in decides in their own; an API client, behind which there is nobody, names who decided.</summary>
internal sealed class DecisionMaker
{
    private readonly Representative? representative;
    private readonly List<string> names;

    private DecisionMaker(Representative? representative, List<string> names) => (this.representative, this.names) = (representative, names);

    public static async Task<DecisionMaker> Of(ClaimsPrincipal caller, SalesDb db, CancellationToken cancellation)
    {
        // Whoever bears a role is a person.
        if (!caller.HasClaim(claim => claim.Type == ((ClaimsIdentity)caller.Identity!).RoleClaimType))
        {
            return new(null, []);
        }

        var subject = caller.FindFirstValue("sub");
        var person = await db.Representatives.AsNoTracking().SingleOrDefaultAsync(one => one.SignsInAs != null && one.SignsInAs == subject, cancellation);
        return new(person, [.. new[] { person?.Name, caller.FindFirstValue("name"), person?.Email, subject }.OfType<string>()]);
    }

    /// <param name="told">Of a person, any of their names will do; the first is kept.</param>
    public Result<HandoffAnswer> Says(HandoffDecisionItem told)
    {
        if (names.Count == 0 ? told.DecidedBy is null : told.DecidedBy is { } named && !names.Contains(named.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return names.Count == 0 ? HandoffRefusals.DeciderNotNamed : HandoffRefusals.DeciderIsAnother.Because($"{names[0]} is signed in, not '{told.DecidedBy}'.");
        }

        var name = names.Count == 0 ? told.DecidedBy! : names[0].Length > Handoff.DecidedByLength ? names[0][..Handoff.DecidedByLength] : names[0];
        return new HandoffAnswer(told.Decision, name, told.Reason, told.ReturnAfter, told.Note, told.Journey, representative);
    }
}
