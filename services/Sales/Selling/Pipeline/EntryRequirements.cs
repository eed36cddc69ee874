using Funnel.Sales.Accounts;
using Funnel.Sales.Checklists;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Tasks;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The entry requirements of stages, and whether opportunities meet them. Each requirement has a stable code.</summary>
/// <remarks>
/// Moves, wins and losses are checked on every path, and so is an opportunity that begins in a stage that the caller named.
/// History, batches and opportunities that begin in the first stage are not checked. Missing answers of a checklist are
/// reported item by item: <c>checklist:bant/budget</c>.
/// </remarks>
internal sealed class EntryRequirements
{
    public const string Field = "field:";

    private const string Amount = "amount", CloseDate = "close-date-in-future", Owner = "owner", Contact = "contact",
        DecisionMaker = "decision-maker", Competitor = "competitor", NextStep = "next-step", OfChecklist = "checklist:";

    private static readonly string[] Plain = [Amount, CloseDate, Owner, Contact, DecisionMaker, Competitor, NextStep];
    private static readonly Refusal Unknown = new("stage-requirement-unknown", 422, "The entry requirement does not exist.");
    private static readonly Refusal Unmet =
        new("entry-requirements-missing", 422, "The opportunity does not meet the entry requirements of the stage.");

    private HashSet<Guid> withDecisionMaker = [], withCompetitor = [], withNextStep = [];
    private Dictionary<string, Checklist> checklists = [];
    private HashSet<(Guid Opportunity, string Checklist, string Item)> met = [];

    private EntryRequirements()
    {
    }

    /// <summary>Checks whether each code is the code of a requirement.</summary>
    public static async Task<Result> CheckCodes(SalesDb db, IEnumerable<string> requirements, CancellationToken cancellation)
    {
        var others = requirements.Except(Plain).ToList();
        if (others.Count == 0)
        {
            return Result.Done;
        }

        List<string> known = [.. (await db.Checklists.AsNoTracking().ToListAsync(cancellation)).SelectMany(checklist =>
            checklist.Items.Select(item => $"{OfChecklist}{checklist.Code}/{item.Code}").Prepend(OfChecklist + checklist.Code))];
        known.AddRange(await db.CustomFields.AsNoTracking()
            .Where(field => field.Record == RecordKind.Opportunity && field.RetiredAt == null)
            .Select(field => Field + field.Code).ToListAsync(cancellation));
        if (others.Except(known).FirstOrDefault() is not { } unknown)
        {
            return Result.Done;
        }

        var accepted = Plain.Concat(known.Order(StringComparer.Ordinal));
        return Unknown.Because($"`requirements` contains '{unknown}'. Accepted are: {string.Join(", ", accepted)}.");
    }

    /// <summary>Loads what the stages require. The number of queries does not depend on the number of opportunities.</summary>
    public static async Task<EntryRequirements> Load(
        SalesDb db, IReadOnlyCollection<Opportunity> opportunities, IEnumerable<Stage> stages, CancellationToken cancellation)
    {
        var required = stages.SelectMany(stage => stage.Requirements).ToHashSet();
        var loaded = new EntryRequirements();
        var ids = opportunities.Select(opportunity => opportunity.Id).ToArray();
        if (required.Contains(DecisionMaker))
        {
            var accounts = opportunities.Select(opportunity => opportunity.AccountId).Distinct().ToArray();
            loaded.withDecisionMaker =
            [
                .. db.AccountContacts.Local.Where(link => link.Role == BuyingRole.DecisionMaker).Select(link => link.AccountId),
                // A merged contact keeps its links for an un-merge only.
                .. await db.AccountContacts.Where(link => accounts.Contains(link.AccountId) && link.Role == BuyingRole.DecisionMaker
                        && db.Contacts.Any(contact => contact.Id == link.ContactId && contact.MergedIntoId == null))
                    .Select(link => link.AccountId).Distinct().ToListAsync(cancellation),
            ];
        }

        if (required.Contains(Competitor))
        {
            loaded.withCompetitor = [.. await db.OpportunityCompetitors.Where(link => ids.Contains(link.OpportunityId))
                .Select(link => link.OpportunityId).Distinct().ToListAsync(cancellation)];
        }

        if (required.Contains(NextStep))
        {
            // A task counts even if its owner is hidden from the caller, see Tasks/NextStep.
            loaded.withNextStep = [.. await db.Tasks.IgnoringOwnership()
                .Where(task => task.State == TaskState.Open && task.OpportunityId != null && ids.Contains(task.OpportunityId.Value))
                .Select(task => task.OpportunityId!.Value).Distinct().ToListAsync(cancellation)];
        }

        var codes = required.Where(one => one.StartsWith(OfChecklist, StringComparison.Ordinal))
            .Select(one => ChecklistAndItem(one).Checklist).Distinct().ToArray();
        if (codes.Length > 0)
        {
            loaded.checklists = await db.Checklists.AsNoTracking().Where(checklist => codes.Contains(checklist.Code))
                .ToDictionaryAsync(checklist => checklist.Code, cancellation);
            loaded.met = [.. (await ChecklistAnswer.Latest(db, ids, codes, cancellation))
                .Where(answer => answer.State == AnswerState.Met)
                .Select(answer => (answer.OpportunityId, answer.Checklist, answer.Item))];
        }

        return loaded;
    }

    /// <summary>Checks whether the opportunity meets every requirement of the stage. One refusal names all missing ones.</summary>
    /// <param name="final">The amount with which the opportunity is closed.</param>
    /// <param name="with">The changes that are made together with the move.</param>
    public Result Check(Opportunity opportunity, Stage stage, DateTimeOffset now, Money? final = null, OpportunityChange? with = null)
    {
        var missing = Missing(opportunity, stage, now, final, with);
        return missing.Count == 0 ? Result.Done
            : Unmet.Because($"Stage '{stage.Code}' requires: {string.Join(", ", missing)}.").With("missing", missing);
    }

    /// <returns>The codes of the missing requirements, in the stage's order.</returns>
    private List<string> Missing(Opportunity opportunity, Stage stage, DateTimeOffset now, Money? final, OpportunityChange? with) =>
        [.. stage.Requirements.SelectMany(requirement => requirement switch
        {
            Amount => Unless((final?.Amount ?? opportunity.Amount) > 0, requirement),
            CloseDate =>
                Unless((with?.ExpectedCloseDate ?? opportunity.ExpectedCloseDate) >= Days.EarliestToday(now), requirement),
            Owner => Unless((with?.Owner?.Id ?? opportunity.OwnerId) is not null, requirement),
            Contact => Unless(opportunity.ContactId is not null, requirement),
            DecisionMaker => Unless(withDecisionMaker.Contains(opportunity.AccountId), requirement),
            Competitor => Unless(withCompetitor.Contains(opportunity.Id), requirement),
            NextStep => Unless(withNextStep.Contains(opportunity.Id), requirement),
            _ when requirement.StartsWith(Field, StringComparison.Ordinal) =>
                Unless(FieldValues.Hold(with?.Fields ?? opportunity.Fields, requirement[Field.Length..]), requirement),
            _ => UnmetItems(opportunity.Id, requirement),
        })];

    private static IEnumerable<string> Unless(bool isMet, string requirement) => isMet ? [] : [requirement];

    /// <summary>An item that was removed from its checklist is not missing.</summary>
    private IEnumerable<string> UnmetItems(Guid opportunity, string requirement)
    {
        var (code, only) = ChecklistAndItem(requirement);
        return checklists[code].Items
            .Where(item => (only is null || item.Code == only) && !met.Contains((opportunity, code, item.Code)))
            .Select(item => $"{OfChecklist}{code}/{item.Code}");
    }

    /// <param name="requirement"><c>checklist:bant</c> or <c>checklist:bant/budget</c>.</param>
    private static (string Checklist, string? Item) ChecklistAndItem(string requirement) =>
        requirement[OfChecklist.Length..].Split('/') is [var code, .. var item] ? (code, item.FirstOrDefault()) : default;
}
