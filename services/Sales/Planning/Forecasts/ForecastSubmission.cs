using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Forecasts;

public enum JudgementKind
{
    /// <summary>What the representative expects.</summary>
    Submission,

    /// <summary>What a manager expects instead, of a representative or a team.</summary>
    Override,
}

/// <summary>What somebody expects of a period, beside what the figures said then. Never changed, never deleted: the latest one counts.</summary>
/// <remarks>Not owned as other things are: that of a team may be seen by who sees the whole team (see <see cref="Hierarchy"/>).</remarks>
[IsRecord]
internal sealed class Judgement
{
    public const int NoteLength = 2000;
    public const int ByLength = 200;

    private Judgement()
    {
    }

    public Guid Id { get; private init; }
    public string Period { get; private init; } = "";
    public JudgementKind Kind { get; private init; }
    public Guid? RepresentativeId { get; private init; }
    public Guid? TeamId { get; private init; }
    public decimal CommitForecast { get; private init; }
    public decimal BestCaseForecast { get; private init; }

    /// <summary>What the figures said then.</summary>
    public decimal ComputedCommitForecast { get; private init; }
    public decimal ComputedBestCaseForecast { get; private init; }

    public string? Note { get; private init; }
    public string By { get; private init; } = "";
    public DateTimeOffset At { get; private init; }

    public ExpectedForecast Expected => new(CommitForecast, BestCaseForecast);

    public static Judgement Make(
        string period, JudgementKind kind, Guid? representativeId, Guid? teamId, decimal commit, decimal bestCase,
        ForecastFigures computed, string? note, string by, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Period = period,
            Kind = kind,
            RepresentativeId = representativeId,
            TeamId = teamId,
            CommitForecast = commit,
            BestCaseForecast = bestCase,
            ComputedCommitForecast = computed.CommitForecast,
            ComputedBestCaseForecast = computed.BestCaseForecast,
            Note = note,
            By = by.Length > ByLength ? by[..ByLength] : by,
            At = now,
        };
}

internal sealed class JudgementMapping : IEntityTypeConfiguration<Judgement>
{
    public void Configure(EntityTypeBuilder<Judgement> builder)
    {
        builder.ToTable("forecast_judgements", table => table.HasCheckConstraint("ck_forecast_judgements_one", "(representative_id is null) <> (team_id is null)"));
        builder.Ignore(judgement => judgement.Expected);
        builder.Property(judgement => judgement.Id).ValueGeneratedNever();
        builder.Property(judgement => judgement.Period).HasMaxLength(ForecastPeriod.CodeLength);
        builder.Property(judgement => judgement.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(judgement => judgement.CommitForecast).HasPrecision(18, 2);
        builder.Property(judgement => judgement.BestCaseForecast).HasPrecision(18, 2);
        builder.Property(judgement => judgement.ComputedCommitForecast).HasPrecision(20, 2);
        builder.Property(judgement => judgement.ComputedBestCaseForecast).HasPrecision(20, 2);
        builder.Property(judgement => judgement.Note).HasMaxLength(Judgement.NoteLength);
        builder.Property(judgement => judgement.By).HasMaxLength(Judgement.ByLength);
        builder.HasOne<Team.Representative>().WithMany().HasForeignKey(judgement => judgement.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Team.SalesTeam>().WithMany().HasForeignKey(judgement => judgement.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(judgement => new { judgement.Period, judgement.Id });
    }
}
