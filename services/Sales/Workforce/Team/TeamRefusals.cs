using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamRefusals
{
    public static readonly Refusal NotFound = new("representative-not-found", 404, "There is no such representative.");

    public static readonly Refusal OwnerNotFound = new("owner-not-found", 422, "There is no such representative.");

    public static readonly Refusal TeamNotFound = new("team-not-found", 404, "There is no such team.");

    public static readonly Refusal NoSuchTeam = new("team-unknown", 422, "There is no such team.");

    public static readonly Refusal ParentNotFound = new("team-parent-unknown", 422, "There is no such team to be above.");

    public static readonly Refusal ManagerNotFound = new("team-manager-unknown", 422, "There is no such representative to manage the team.");

    public static readonly Refusal Cycle = new("team-cycle", 409, "A team cannot be below itself.");

    public static readonly Refusal PersonTaken = new("person-already-linked", 409, "Another representative signs in as this person.");

    public static readonly Refusal TwoPeople = new("representative-ambiguous", 409, "The e-mail address and the external id belong to different representatives.");

    public static readonly Refusal AbsenceNotFound = new("absence-not-found", 404, "There is no such absence of this representative.");

    public static readonly Refusal AbsenceWrong = new("absence-out-of-range", 422, "An absence ends after it begins, after now, and within ten years.");

    public static readonly Refusal TooManyAbsences = new("absences-too-many", 422, "There are 200 absences of this representative already.");
}
