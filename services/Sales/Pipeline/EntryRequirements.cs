using Funnel.Sales.Checklists;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>What a stage wants to know of an opportunity that is moved into it, each by a code that people and programs can act on.</summary>
/// <remarks>
/// Asked of moves, wins and losses; not of what is moved in from elsewhere or begins in a stage: history is kept as it is told.
/// A checklist is missing item by item: <c>checklist:bant/budget</c>.
/// </remarks>
internal static class EntryRequirements
{
    public const string CloseDate = "close-date-in-future", Owner = "owner", Field = "field:";

    private const string Amount = "amount", Contact = "contact", Competitor = "competitor", Checklist = "checklist:";

    private static readonly string[] Plain = [Amount, CloseDate, Owner, Contact, Competitor];
    private static readonly Refusal Unknown = new("stage-requirement-unknown", 422, "A stage cannot ask for this.");
    private static readonly Refusal Unmet = new("entry-requirements-missing", 422, "The stage wants to know more of an opportunity that enters it.");

    /// <returns>Why one of these cannot be asked for, or null.</returns>
    public static async Task<Refusal?> Refuse(SalesDb db, IEnumerable<string> requirements, CancellationToken cancellation)
    {
        var others = requirements.Except(Plain).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var checklists = await db.Checklists.AsNoTracking().Select(checklist => Checklist + checklist.Code).ToListAsync(cancellation);
        checklists.AddRange(await db.CustomFields.AsNoTracking().Where(field => field.RetiredAt == null).Select(field => Field + field.Code).ToListAsync(cancellation));
        return others.Except(checklists).FirstOrDefault() is { } unknown
            ? Unknown.Because($"'{unknown}' is none of {string.Join(", ", Plain.Concat(checklists.Order(StringComparer.Ordinal)))}.")
            : null;
    }

    /// <param name="final">The amount with which it is closed.</param>
    /// <returns>The codes of what is missing, in the stage's order.</returns>
    public static async Task<IReadOnlyList<string>> Missing(
        SalesDb db, Opportunity opportunity, Stage stage, Money? final, DateTimeOffset now, CancellationToken cancellation)
    {
        List<string> missing = [];
        foreach (var requirement in stage.Requirements)
        {
            missing.AddRange(requirement switch
            {
                Amount => Unless((final?.Amount ?? opportunity.Amount) > 0, requirement),
                CloseDate => Unless(opportunity.ExpectedCloseDate >= DateOnly.FromDateTime(now.UtcDateTime), requirement),
                Owner => Unless(opportunity.OwnerId is not null, requirement),
                Contact => Unless(opportunity.ContactId is not null, requirement),
                Competitor => Unless(await db.OpportunityCompetitors.AnyAsync(link => link.OpportunityId == opportunity.Id, cancellation), requirement),
                _ when requirement.StartsWith(Field, StringComparison.Ordinal) => Unless(opportunity.HasField(requirement[Field.Length..]), requirement),
                _ => await OfChecklist(db, opportunity, requirement[Checklist.Length..], cancellation),
            });
        }

        return missing;
    }

    /// <summary>One problem that names all that is missing, for people in its detail and for programs in <c>missing</c>.</summary>
    public static ProblemHttpResult Problem(IReadOnlyList<string> missing)
    {
        var problem = Refusal(missing).ToProblem();
        problem.ProblemDetails.Extensions["missing"] = missing;
        return problem;
    }

    public static Refusal Refusal(IReadOnlyList<string> missing) => Unmet.Because($"Missing: {string.Join(", ", missing)}.");

    private static IEnumerable<string> Unless(bool isMet, string requirement) => isMet ? [] : [requirement];

    private static async Task<IEnumerable<string>> OfChecklist(SalesDb db, Opportunity opportunity, string code, CancellationToken cancellation)
    {
        var checklist = await db.Checklists.AsNoTracking().SingleAsync(checklist => checklist.Code == code, cancellation);
        var answers = await ChecklistAnswer.Standing(db, opportunity.Id, code, cancellation);
        return checklist.Items.Where(item => answers.GetValueOrDefault(item.Code)?.State != AnswerState.Met).Select(item => $"{Checklist}{code}/{item.Code}");
    }
}
