using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamRefusals
{
    public static readonly Refusal NotFound = new("representative-not-found", 404, "The representative does not exist.");

    public static readonly Refusal OwnerNotFound = new("owner-not-found", 422, "The owner is not a representative.");

    public static readonly Refusal OwnerNotNamed = new(
        "owner-not-named", 422, "The request does not name an owner.",
        "The caller is not a representative. Name the owner, or set `unassigned` to true.");

    public static readonly Refusal OwnerAndUnassigned =
        new("owner-and-unassigned", 422, "The request names an owner and also sets `unassigned`. Send only one of them.");

    public static readonly Refusal TeamNotFound = new("team-not-found", 404, "The team does not exist.");

    public static readonly Refusal NoSuchTeam = new("team-unknown", 422, "The team does not exist.");

    public static readonly Refusal ParentNotFound = new("team-parent-unknown", 422, "The parent team does not exist.");

    public static readonly Refusal ManagerNotFound = new("team-manager-unknown", 422, "The manager is not a representative.");

    public static readonly Refusal Cycle = new("team-cycle", 409, "A team cannot be below itself.");

    public static readonly Refusal PersonTaken = new("person-already-linked", 409, "The user is already linked to another representative.");

    public static readonly Refusal TeamNotManaged = new("team-not-managed", 403, "The caller does not manage the team.");

    public static readonly Refusal NotManaged = new("representative-not-managed", 403, "The caller does not manage the representative.");

    public static readonly Refusal TwoPeople =
        new("representative-ambiguous", 409, "The email and the external id belong to different representatives.");

    public static readonly Refusal AbsenceNotFound = new("absence-not-found", 404, "The representative does not have this absence.");

    public static readonly Refusal AbsenceWrong = new("absence-out-of-range", 422, "The absence is out of range.");

    public static readonly Refusal TooManyAbsences = new("absences-too-many", 422, "The representative has too many absences.");
}
