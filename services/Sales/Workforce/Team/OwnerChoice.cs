using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

/// <summary>The owner of a record. Absent if the record has none.</summary>
internal sealed record ChosenOwner(Guid? Id);

/// <summary>
/// Chooses the owner of a record. A record has no owner only if the request says so, because every caller may take it then.
/// </summary>
internal static class OwnerChoice
{
    /// <param name="named">The owner that the request names.</param>
    /// <param name="unassigned">Whether the request says that the record has no owner.</param>
    /// <param name="otherwise">The owner if the request says neither. Defaults to the caller's representative.</param>
    public static Result<ChosenOwner> OfNew(SalesDb db, Guid? named, bool unassigned, Guid? otherwise = null) =>
        Check(named, unassigned).IsRefused(out var refusal) ? refusal
        : unassigned ? new ChosenOwner(null)
        : (named ?? otherwise ?? db.Sight.Self) is { } owner ? new ChosenOwner(owner)
        : TeamRefusals.OwnerNotNamed;

    /// <param name="current">The owner before the change, who stays the owner if the request says nothing.</param>
    public static Result<ChosenOwner> OfChanged(Guid? named, bool unassigned, Guid? current) =>
        Check(named, unassigned).IsRefused(out var refusal) ? refusal : new ChosenOwner(unassigned ? null : named ?? current);

    private static Result Check(Guid? named, bool unassigned) =>
        unassigned && named is not null ? TeamRefusals.OwnerAndUnassigned : Result.Done;
}
