using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales;

/// <summary>The time of the last change of a record. Triggers keep it (<c>Schema/updated.sql</c>), so no writer can forget it.</summary>
internal static class UpdatedAt
{
    /// <summary>The description of the query parameter of the lists.</summary>
    public const string Description =
        "Only records that were created or changed at this time or later. A change that commits late has an earlier time: let each "
            + "poll begin a few minutes before the last one.";

    private const string Property = "UpdatedAt";

    /// <summary>Adds the column and its index. The table also needs a trigger in <c>Schema/updated.sql</c>.</summary>
    public static void HasUpdatedAt<TRecord>(this EntityTypeBuilder<TRecord> record) where TRecord : class
    {
        var property = record.Property<DateTimeOffset>(Property).HasDefaultValueSql("now()").Metadata;
        property.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        record.HasIndex(Property);
    }

    public static IQueryable<TRecord> UpdatedSince<TRecord>(this IQueryable<TRecord> found, DateTimeOffset? since) where TRecord : class
    {
        var from = since?.ToUniversalTime();
        return from is null ? found : found.Where(record => EF.Property<DateTimeOffset>(record, Property) >= from);
    }
}
