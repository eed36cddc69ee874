using Funnel.Sales.Accounts;
using Funnel.Sales.Checklists;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Tasks;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>What stages want to know of opportunities that enter, each by a code that people and programs can act on.</summary>
/// <remarks>
/// Asked of moves, wins and losses on every path, of one and of many; and of what begins in a stage that was named. Not of
/// history, nor of what begins in the first stage. What is missing of a checklist is named item by item: <c>checklist:bant/budget</c>.
/// </remarks>
internal sealed class EntryRequirements
{
    public const string Field = "field:";

    private const string Amount = "amount", CloseDate = "close-date-in-future", Owner = "owner", Contact = "contact",
        DecisionMaker = "decision-maker", Competitor = "competitor", NextStep = "next-step", OfChecklist = "checklist:";

    private static readonly string[] Plain = [Amount, CloseDate, Owner, Contact, DecisionMaker, Competitor, NextStep];
    private static readonly Refusal Unknown = new("stage-requirement-unknown", 422, "A stage cannot ask for this.");
    private static readonly Refusal Unmet = new("entry-requirements-missing", 422, "The stage wants to know more of an opportunity that enters it.");

    private HashSet<Guid> withDecisionMaker = [], withCompetitor = [], withNextStep = [];
    private Dictionary<string, Checklist> checklists = [];
    private HashSet<(Guid Opportunity, string Checklist, string Item)> met = [];

    private EntryRequirements()
    {
    }

    /// <returns>Why one of these cannot be asked for, or null.</returns>
    public static async Task<Refusal?> Refuse(SalesDb db, IEnumerable<string> requirements, CancellationToken cancellation)
    {
        var others = requirements.Except(Plain).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        List<string> there = [.. (await db.Checklists.AsNoTracking().ToListAsync(cancellation))
            .SelectMany(checklist => checklist.Items.Select(item => $"{OfChecklist}{checklist.Code}/{item.Code}").Prepend(OfChecklist + checklist.Code))];
        there.AddRange(await db.CustomFields.AsNoTracking().Where(field => field.Record == RecordKind.Opportunity && field.RetiredAt == null)
            .Select(field => Field + field.Code).ToListAsync(cancellation));
        return others.Except(there).FirstOrDefault() is { } unknown
            ? Unknown.Because($"'{unknown}' is none of {string.Join(", ", Plain.Concat(there.Order(StringComparer.Ordinal)))}.")
            : null;
    }

    /// <summary>Looks up what the stages ask for, and nothing else: as many queries for a thousand as for one.</summary>
    public static async Task<EntryRequirements> Of(
        SalesDb db, IReadOnlyCollection<Opportunity> opportunities, IEnumerable<Stage> stages, CancellationToken cancellation)
    {
        var asked = stages.SelectMany(stage => stage.Requirements).ToHashSet();
        var found = new EntryRequirements();
        var ids = opportunities.Select(opportunity => opportunity.Id).ToArray();
        if (asked.Contains(DecisionMaker))
        {
            var accounts = opportunities.Select(opportunity => opportunity.AccountId).Distinct().ToArray();
            found.withDecisionMaker = [.. db.AccountContacts.Local.Where(link => link.Role == BuyingRole.DecisionMaker).Select(link => link.AccountId),
                .. await db.AccountContacts.Where(link => accounts.Contains(link.AccountId) && link.Role == BuyingRole.DecisionMaker)
                    .Select(link => link.AccountId).Distinct().ToListAsync(cancellation)];
        }

        if (asked.Contains(Competitor))
        {
            found.withCompetitor = [.. await db.OpportunityCompetitors.Where(link => ids.Contains(link.OpportunityId)).Select(link => link.OpportunityId).Distinct().ToListAsync(cancellation)];
        }

        if (asked.Contains(NextStep))
        {
            // Whoever is to do it: see Tasks/NextStep.
            found.withNextStep = [.. await db.Tasks.IgnoringOwnership().Where(task => task.State == TaskState.Open && task.OpportunityId != null && ids.Contains(task.OpportunityId.Value))
                .Select(task => task.OpportunityId!.Value).Distinct().ToListAsync(cancellation)];
        }

        var codes = asked.Where(one => one.StartsWith(OfChecklist, StringComparison.Ordinal)).Select(one => Named(one).Checklist).Distinct().ToArray();
        if (codes.Length > 0)
        {
            found.checklists = await db.Checklists.AsNoTracking().Where(checklist => codes.Contains(checklist.Code)).ToDictionaryAsync(checklist => checklist.Code, cancellation);
            found.met = [.. (await ChecklistAnswer.Standing(db, ids, codes, cancellation))
                .Where(answer => answer.State == AnswerState.Met).Select(answer => (answer.OpportunityId, answer.Checklist, answer.Item))];
        }

        return found;
    }

    /// <param name="final">The amount with which it is closed.</param>
    /// <param name="with">What becomes of it together with the move.</param>
    /// <returns>The codes of what is missing, in the stage's order.</returns>
    public IReadOnlyList<string> Missing(Opportunity opportunity, Stage stage, DateTimeOffset now, Money? final = null, OpportunityChange? with = null) =>
        [.. stage.Requirements.SelectMany(requirement => requirement switch
        {
            Amount => Unless((final?.Amount ?? opportunity.Amount) > 0, requirement),
            CloseDate => Unless((with?.ExpectedCloseDate ?? opportunity.ExpectedCloseDate) >= DateOnly.FromDateTime(now.UtcDateTime), requirement),
            Owner => Unless((with?.Owner?.Id ?? opportunity.OwnerId) is not null, requirement),
            Contact => Unless(opportunity.ContactId is not null, requirement),
            DecisionMaker => Unless(withDecisionMaker.Contains(opportunity.AccountId), requirement),
            Competitor => Unless(withCompetitor.Contains(opportunity.Id), requirement),
            NextStep => Unless(withNextStep.Contains(opportunity.Id), requirement),
            _ when requirement.StartsWith(Field, StringComparison.Ordinal) => Unless(FieldValues.Hold(with?.Fields ?? opportunity.Fields, requirement[Field.Length..]), requirement),
            _ => Unmarked(opportunity.Id, requirement),
        })];

    /// <summary>One problem that names all that is missing, for people in its detail and for programs in <c>missing</c>.</summary>
    public static ProblemHttpResult Problem(IReadOnlyList<string> missing)
    {
        var problem = Refusal(missing).ToProblem();
        problem.ProblemDetails.Extensions["missing"] = missing;
        return problem;
    }

    public static Refusal Refusal(IReadOnlyList<string> missing) => Unmet.Because($"Missing: {string.Join(", ", missing)}.");

    private static IEnumerable<string> Unless(bool isMet, string requirement) => isMet ? [] : [requirement];

    /// <summary>An item that is asked no more is not missed.</summary>
    private IEnumerable<string> Unmarked(Guid opportunity, string requirement)
    {
        var (code, only) = Named(requirement);
        return checklists[code].Items.Where(item => (only is null || item.Code == only) && !met.Contains((opportunity, code, item.Code)))
            .Select(item => $"{OfChecklist}{code}/{item.Code}");
    }

    /// <param name="requirement"><c>checklist:bant</c> or <c>checklist:bant/budget</c>.</param>
    private static (string Checklist, string? Item) Named(string requirement) =>
        requirement[OfChecklist.Length..].Split('/') is [var code, .. var item] ? (code, item.FirstOrDefault()) : default;
}
