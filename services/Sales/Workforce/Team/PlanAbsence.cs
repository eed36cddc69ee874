using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="From">When it begins; now where it is absent.</param>
/// <param name="Until">When the person is back.</param>
public sealed record PlanAbsenceRequest(
    [property: Required] DateTimeOffset? Until, DateTimeOffset? From = null, [property: MaxLength(Absence.NoteLength)] string? Note = null);

public sealed record AbsenceResponse(Guid Id, Guid RepresentativeId, DateTimeOffset From, DateTimeOffset Until, string? Note)
{
    internal static AbsenceResponse Of(Absence absence) => new(absence.Id, absence.RepresentativeId, absence.From, absence.Until, absence.Note);
}

/// <summary>Those that are not over yet, by their beginning; 200 at most.</summary>
public sealed record AbsencesResponse(IReadOnlyList<AbsenceResponse> Items);

internal static class PlanAbsence
{
    private const int Most = 200, LatestYears = 10;

    public static async Task<Results<Created<AbsenceResponse>, ProblemHttpResult>> Handle(
        Guid id, PlanAbsenceRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!await db.Representatives.AnyAsync(person => person.Id == id, cancellation))
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        var (from, until) = ((request.From ?? now).ToMicroseconds(), request.Until!.Value.ToMicroseconds());
        if (until <= from || until <= now || until > now.AddYears(LatestYears) || from < now.AddYears(-LatestYears))
        {
            return TeamRefusals.AbsenceWrong.ToProblem();
        }

        if (await db.Absences.CountAsync(absence => absence.RepresentativeId == id && absence.Until > now, cancellation) >= Most)
        {
            return TeamRefusals.TooManyAbsences.ToProblem();
        }

        var absence = Absence.Plan(id, from, until, request.Note, now);
        db.Add(absence);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/representatives/{id}/absences/{absence.Id}", AbsenceResponse.Of(absence));
    }

    public static async Task<Results<Ok<AbsencesResponse>, ProblemHttpResult>> List(Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
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

    /// <summary>The person is back earlier, or does not go.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, Guid absenceId, SalesDb db, AssignQueuedHandoffs queue, CancellationToken cancellation)
    {
        if (await db.Absences.SingleOrDefaultAsync(absence => absence.Id == absenceId && absence.RepresentativeId == id, cancellation) is not { } absence)
        {
            return TeamRefusals.AbsenceNotFound.ToProblem();
        }

        db.Remove(absence);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(queue.Wake);
        return TypedResults.NoContent();
    }
}
