using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="From">The start. Defaults to now.</param>
/// <param name="Until">The end, when the person is back.</param>
public sealed record PlanAbsenceRequest(
    [property: Required] DateTimeOffset? Until, DateTimeOffset? From = null, [property: MaxLength(Absence.NoteLength)] string? Note = null);

public sealed record AbsenceResponse(Guid Id, Guid RepresentativeId, DateTimeOffset From, DateTimeOffset Until, string? Note)
{
    internal static AbsenceResponse Of(Absence absence) =>
        new(absence.Id, absence.RepresentativeId, absence.From, absence.Until, absence.Note);
}

/// <summary>The absences that are not over, in the order of their start; at most 200.</summary>
public sealed record AbsencesResponse(IReadOnlyList<AbsenceResponse> Items);

internal static class PlanAbsence
{
    private const int Most = 200, LatestYears = 10;

    public static async Task<Results<Created<AbsenceResponse>, ProblemHttpResult>> Handle(
        Guid id, PlanAbsenceRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if ((await FindManaged(db, id, cancellation)).IsRefused(out var refusal, out _))
        {
            return refusal.ToProblem();
        }

        var (from, until) = ((request.From ?? now).ToMicroseconds(), request.Until!.Value.ToMicroseconds());
        if (until <= from || until <= now || until > now.AddYears(LatestYears) || from < now.AddYears(-LatestYears))
        {
            return TeamRefusals.AbsenceWrong.Because(
                $"`from` is {from:O} and `until` is {until:O}. `until` must be after `from` and after now. "
                    + $"Both must lie within {LatestYears} years of now.").ToProblem();
        }

        if (await db.Absences.CountAsync(absence => absence.RepresentativeId == id && absence.Until > now, cancellation) >= Most)
        {
            return TeamRefusals.TooManyAbsences
                .Because($"The representative has {Most} absences that are not over, which is the limit. Remove one first.").ToProblem();
        }

        var absence = Absence.Plan(id, from, until, request.Note, now);
        db.Add(absence);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/representatives/{id}/absences/{absence.Id}", AbsenceResponse.Of(absence));
    }

    public static async Task<Results<Ok<AbsencesResponse>, ProblemHttpResult>> List(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!await db.Representatives.AnyAsync(person => person.Id == id, cancellation))
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        var absences = await db.Absences.AsNoTracking().Where(absence => absence.RepresentativeId == id && absence.Until > now)
            .OrderBy(absence => absence.From).ThenBy(absence => absence.Id).Take(Most).ToListAsync(cancellation);
        return TypedResults.Ok(new AbsencesResponse([.. absences.Select(AbsenceResponse.Of)]));
    }

    /// <summary>The person is back earlier, or the absence is cancelled.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, Guid absenceId, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation)
    {
        if ((await FindManaged(db, id, cancellation)).IsRefused(out var refusal, out _))
        {
            return refusal.ToProblem();
        }

        if (await db.Absences
            .SingleOrDefaultAsync(absence => absence.Id == absenceId && absence.RepresentativeId == id, cancellation) is not { } absence)
        {
            return TeamRefusals.AbsenceNotFound.ToProblem();
        }

        db.Remove(absence);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(signal.Raise);
        return TypedResults.NoContent();
    }

    private static async Task<Result<Representative>> FindManaged(SalesDb db, Guid id, CancellationToken cancellation) =>
        await db.Representatives.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } person
            ? TeamRefusals.NotFound
        : (await ManagedTeams.Load(db, cancellation)).CheckPerson(person).IsRefused(out var refusal) ? refusal
        : person;
}
