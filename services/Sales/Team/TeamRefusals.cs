using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamRefusals
{
    public static readonly Refusal NotFound = new("representative-not-found", 404, "There is no such representative.");

    public static readonly Refusal TwoPeople = new("representative-ambiguous", 409, "The e-mail address and the external id belong to different representatives.");
}
