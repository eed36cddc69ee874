using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Team;

internal sealed class SalesTeamMapping : IEntityTypeConfiguration<SalesTeam>
{
    public void Configure(EntityTypeBuilder<SalesTeam> builder)
    {
        builder.ToTable("teams", table => table.HasCheckConstraint("ck_teams_not_below_itself", "parent_id <> id"));
        builder.Property(team => team.Id).ValueGeneratedNever();
        builder.Property(team => team.Code).HasMaxLength(SalesTeam.CodeLength);
        builder.Property(team => team.Name).HasMaxLength(SalesTeam.NameLength);
        builder.Property(team => team.Version).IsConcurrencyToken();
        builder.HasOne<SalesTeam>().WithMany().HasForeignKey(team => team.ParentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Representative>().WithMany().HasForeignKey(team => team.ManagerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(team => team.Code).IsUnique();
    }
}
