using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Team;

internal sealed class RepresentativeMapping : IEntityTypeConfiguration<Representative>
{
    public void Configure(EntityTypeBuilder<Representative> builder)
    {
        builder.ToTable("representatives");
        builder.Property(person => person.Id).ValueGeneratedNever();
        builder.Property(person => person.Name).HasMaxLength(Representative.NameLength);
        builder.Property(person => person.Email).HasMaxLength(Representative.EmailLength);
        builder.Property(person => person.ExternalId).HasMaxLength(Representative.ExternalIdLength);
        builder.Property(person => person.SignsInAs).HasMaxLength(Representative.SignsInAsLength);
        builder.HasOne<SalesTeam>().WithMany().HasForeignKey(person => person.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(person => person.SignsInAs).IsUnique();
        builder.Property(person => person.Weight).HasDefaultValue(1);
        builder.Property(person => person.Version).IsConcurrencyToken();
        builder.HasIndex(person => person.Email).IsUnique();
        builder.HasIndex(person => person.ExternalId).IsUnique();
    }
}
