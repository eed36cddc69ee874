using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Visibility;

/// <summary>
/// The one rule that decides which records a caller sees. It holds for every owned entity, on every path through EF Core.
/// </summary>
/// <remarks>
/// A query that must see all records calls <see cref="IgnoringOwnership"/> and says why. Rules of uniqueness look at all rows, and
/// links may lead to a record that the caller does not see.
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

    /// <summary>Finds all records of all owners.</summary>
    /// <remarks>
    /// EF Core then ignores ownership in the whole query, also in its subqueries. Call <see cref="Seen"/> on each part of the query
    /// that must still be filtered.
    /// </remarks>
    public static IQueryable<T> IgnoringOwnership<T>(this IQueryable<T> owned) where T : class, IOwned => owned.IgnoreQueryFilters([Name]);

    /// <summary>Finds the records that the caller sees, in a query that ignores ownership elsewhere.</summary>
    public static IQueryable<T> Seen<T>(this IQueryable<T> owned, SalesDb db) where T : class, IOwned
    {
        var owner = T.OwnerProperty;
        return owned.Where(row => db.Sight.SeesAll || EF.Property<Guid?>(row, owner) == null
            || db.Sight.Owners.Contains(EF.Property<Guid?>(row, owner)!.Value));
    }

    private static void AddTo<T>(ModelBuilder model, SalesDb db) where T : class, IOwned
    {
        var owner = T.OwnerProperty;
        model.Entity<T>().HasQueryFilter(Name, row => db.Sight.SeesAll || EF.Property<Guid?>(row, owner) == null
            || db.Sight.Owners.Contains(EF.Property<Guid?>(row, owner)!.Value));
    }
}
