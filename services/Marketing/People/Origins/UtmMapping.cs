using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Origins;

internal static class UtmMapping
{
    /// <summary>Maps five columns. The name of each begins with <paramref name="prefix"/>.</summary>
    public static void Map(this ComplexPropertyBuilder<Utm> builder, string prefix)
    {
        builder.Property(utm => utm.Source).HasColumnName(prefix + "source").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Medium).HasColumnName(prefix + "medium").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Campaign).HasColumnName(prefix + "campaign").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Term).HasColumnName(prefix + "term").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Content).HasColumnName(prefix + "content").HasMaxLength(Utm.LongestValue);
    }
}
