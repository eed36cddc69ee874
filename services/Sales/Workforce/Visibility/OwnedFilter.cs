using System.Reflection;
using Funnel.Sales.Handoffs;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Visibility;

/// <summary>The one rule of who sees what, on everything that is owned and on every path that goes through EF Core.</summary>
/// <remarks>
/// Whoever must see everything says so by <c>IgnoreQueryFilters([OwnedFilter.Name])</c>, and why: rules of uniqueness look
/// at all rows, and links may lead to what the caller does not see.
/// </remarks>
internal static class OwnedFilter
{
    public const string Name = "owned";

    private static readonly MethodInfo Filter = typeof(OwnedFilter).GetMethod(nameof(AddTo), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void HasOwners(this ModelBuilder model, SalesDb db)
    {
        foreach (var type in model.Model.GetEntityTypes().Where(type => typeof(IOwned).IsAssignableFrom(type.ClrType)).ToList())
        {
            Filter.MakeGenericMethod(type.ClrType).Invoke(null, [model, db]);
        }
    }

    /// <summary>Sees what is there, whoever asks.</summary>
    /// <remarks>Anywhere in a query it holds for the whole of it: say <see cref="Seen"/> of what is still to be filtered.</remarks>
    public static IQueryable<T> IgnoringOwnership<T>(this IQueryable<T> owned) where T : class, IOwned => owned.IgnoreQueryFilters([Name]);

    /// <summary>The rule itself, for a query that elsewhere looks at everybody's.</summary>
    public static IQueryable<T> Seen<T>(this IQueryable<T> owned, SalesDb db) where T : class, IOwned
    {
        var owner = typeof(T) == typeof(Handoff) ? nameof(Handoff.RepresentativeId) : nameof(IOwned.OwnerId);
        return owned.Where(row => db.Sight.SeesAll || EF.Property<Guid?>(row, owner) == null || db.Sight.Owners.Contains(EF.Property<Guid?>(row, owner)!.Value));
    }

    private static void AddTo<T>(ModelBuilder model, SalesDb db) where T : class, IOwned
    {
        var entity = model.Entity<T>();
        // A handoff calls its owner by another name. What has neither does not get this far: the model cannot be built.
        var owner = entity.Metadata.FindProperty(nameof(IOwned.OwnerId)) is null ? nameof(Handoff.RepresentativeId) : nameof(IOwned.OwnerId);
        entity.HasQueryFilter(Name, row => db.Sight.SeesAll || EF.Property<Guid?>(row, owner) == null
            || db.Sight.Owners.Contains(EF.Property<Guid?>(row, owner)!.Value));
    }
}
