using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Forecasts;

internal sealed class ForecastSubmissionMapping : IEntityTypeConfiguration<ForecastSubmission>
{
    public void Configure(EntityTypeBuilder<ForecastSubmission> builder)
    {
        builder.ToTable("forecast_submissions", table =>
            table.HasCheckConstraint("ck_forecast_submissions_one", "(representative_id is null) <> (team_id is null)"));
        builder.Ignore(submission => submission.Expected);
        builder.Property(submission => submission.Id).ValueGeneratedNever();
        builder.Property(submission => submission.Period).HasMaxLength(ForecastPeriod.CodeLength);
        builder.Property(submission => submission.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(submission => submission.Note).HasMaxLength(ForecastSubmission.NoteLength);
        builder.Property(submission => submission.By).HasMaxLength(ForecastSubmission.ByLength);
        builder.HasOne<Representative>().WithMany()
            .HasForeignKey(submission => submission.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<SalesTeam>().WithMany().HasForeignKey(submission => submission.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(submission => new { submission.Period, submission.Id });
    }
}
