using System.Text;
using System.Text.Json.Nodes;
using Funnel.Sales.Tests.Imports;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>
/// A record that is reached by a natural key (external id, domain, email, phone, name, lead) obeys the same sight as by its id. The
/// fields are read from the OpenAPI document, so that a new one is tried here, or listed.
/// </summary>
public sealed class NaturalKeysTests(NaturalKeyRecords keys) : IClassFixture<NaturalKeyRecords>
{
    /// <summary>Texts by which no owned record is found, and why.</summary>
    private static readonly (string Why, string[] Fields)[] NoKeys =
    [
        ("A code chooses from a list that all of Sales shares, or defines such a list.",
            [
                "AcceptQuoteRequest.reason", "AddAccountRequest.country", "AddPriceBookRequest.code", "AddPriceBookRequest.currency",
                "AddProductRequest.code", "AddReasonRequest.code", "BulkEditChange.stage", "ChangeAccountRequest.country",
                "ChecklistItem.code", "ChurnRequest.reason", "ConvertedOpportunity.currency", "ConvertedOpportunity.pipeline",
                "ConvertedOpportunity.stage", "CreateOpportunityRequest.currency", "CreateOpportunityRequest.pipeline",
                "CreateOpportunityRequest.reason", "CreateOpportunityRequest.stage",
                "CorrectOpportunityRequest.competitor", "CorrectOpportunityRequest.reason", "OpportunityCorrectionItem.competitor",
                "OpportunityCorrectionItem.reason", "ReopenOpportunityRequest.reason", "ReopenOpportunityRequest.stage",
                "DefineCustomFieldRequest.choices",
                "HandOverRequest.territory", "HandoffDecisionItem.journey", "HandoffDecisionItem.reason", "ItemAnswer.item",
                "LoseOpportunityRequest.competitor",
                "LoseOpportunityRequest.reason", "MoveOpportunityRequest.stage", "PutCalendarRequest.timeZone",
                "PutSlaPolicyRequest.calendar", "PutSlaPolicyRequest.channel", "PutSlaPolicyRequest.recycleReason",
                "PutSlaPolicyRequest.source", "PutTerritoryRequest.channels", "PutTerritoryRequest.countries",
                "PutTerritoryRequest.industries", "RecycleHandoffRequest.journey", "RecycleHandoffRequest.reason",
                "RejectHandoffRequest.reason", "SetCompetitorsRequest.competitors", "SetQuotaRequest.period", "SetRateRequest.currency",
                "SignContractRequest.currency", "StageDefinition.code", "StageDefinition.requirements",
                "WinOpportunityRequest.competitor", "WinOpportunityRequest.reason",
            ]),
        ("A text is stored as it is, and finds nothing.",
            [
                "AcceptHandoffRequest.note", "AcceptHandoffRequest.reason", "AcceptQuoteRequest.by", "AcceptQuoteRequest.note",
                "AddAccountRequest.industry", "AddContactRequest.fullName", "AddContactRequest.jobTitle", "AddPriceBookRequest.name",
                "AddProductRequest.name", "AddProductRequest.unit", "AddReasonRequest.label", "AddReferralRequest.company",
                "AddReferralRequest.note", "AddReferralRequest.person", "AddRepresentativeRequest.name", "AddReviewRequest.site",
                "AddTeamRequest.name", "AnswerSurveyRequest.comment", "ChangeAccountRequest.industry", "ChangeContactRequest.fullName",
                "ChangeContactRequest.jobTitle", "ChangeActivityRequest.body", "ChangeActivityRequest.outcome",
                "ChangeActivityRequest.subject", "LogActivityRequest.outcome",
                "ChangeOpportunityRequest.name", "ChangePriceBookRequest.name",
                "ChangeProductRequest.name", "ChangeProductRequest.unit", "ChangeTaskRequest.note", "ChangeTaskRequest.subject",
                "ChangeTeamRequest.name", "ChangeViewRequest.name", "ChecklistItem.question", "ContactReference.fullName",
                "ConvertedContact.fullName", "ConvertedOpportunity.name", "CorrectOpportunityRequest.name",
                "OpportunityCorrectionItem.name", "CreateOpportunityRequest.name", "DeclineQuoteRequest.by",
                "DeclineQuoteRequest.note", "DefineChecklistRequest.name", "DefineCompetitorRequest.name",
                "DealMapping.charset", "DealMapping.firstOf", "DealMapping.separator", "DealMapping.timeZone",
                "DefineCustomFieldRequest.label", "DefinePipelineRequest.name", "FollowUpOnSurveyRequest.note",
                "HandoffDecisionItem.note", "Holiday.name", "ItemAnswer.note", "LogActivityRequest.body", "LogActivityRequest.subject",
                "Opening.closes", "Opening.opens", "OverrideForecastRequest.note", "PlanAbsenceRequest.note", "PutCalendarRequest.name",
                "PutSlaPolicyRequest.name",
                "PutTerritoryRequest.name", "QuoteContentRequest.note", "QuoteContentRequest.recipientAddress",
                "QuoteLineRequest.description", "QuoteLineRequest.unit",
                "RecycleHandoffRequest.note", "RejectHandoffRequest.note", "SaveViewRequest.name", "SetTaskRequest.note",
                "SetTaskRequest.subject", "SignContractRequest.name", "StageDefinition.name", "SubmitForecastRequest.note",
            ]),
        ("A signed-in user decides only in the own name.",
            [
                "AcceptHandoffRequest.decidedBy", "HandoffDecisionItem.decidedBy", "RecycleHandoffRequest.decidedBy",
                "RejectHandoffRequest.decidedBy",
            ]),
        ("Representatives and teams have no owner. `ManagedTeamsTests` tries who may change them.",
            [
                "AddRepresentativeRequest.email", "AddRepresentativeRequest.externalId", "AddTeamRequest.code",
                "CreateOpportunityRequest.ownerExternalId", "LinkPersonRequest.signsInAs",
            ]),
        ("A filter finds only records that the caller sees.",
            [
                "OpportunityFilter.closedFrom", "OpportunityFilter.closedUntil", "OpportunityFilter.closingFrom",
                "OpportunityFilter.closingUntil", "OpportunityFilter.createdFrom", "OpportunityFilter.createdUntil",
                "OpportunityFilter.currency", "OpportunityFilter.externalId", "OpportunityFilter.field",
                "OpportunityFilter.forecastCategory",
                "OpportunityFilter.owner", "OpportunityFilter.pipeline", "OpportunityFilter.search", "OpportunityFilter.stage",
                "OpportunityFilter.status",
            ]),
        ("The operations of messaging know no owners, and need their own permission.",
            [
                "ReplayRequest.queue",
            ]),
    ];

    /// <summary>Ids in bodies. Each of them is looked up with the caller's sight, by the same code as an id in a path.</summary>
    private static readonly string[] Ids =
    [
        "AccountReference.id", "AddAccountRequest.ownerId", "AddContactRequest.ownerId", "AddRepresentativeRequest.teamId",
        "AddReviewRequest.contactId", "AddTeamRequest.managerId", "AddTeamRequest.parentId", "AssignCustomerRequest.ownerId",
        "BulkEditChange.ownerId", "ChangeAccountRequest.ownerId", "ChangeOpportunityRequest.ownerId", "ChangeTaskRequest.assigneeId",
        "ChangeTeamRequest.managerId", "ContactReference.id", "ConvertedOpportunity.ownerId", "CorrectOpportunityRequest.ownerId",
        "CorrectOpportunityRequest.priceBookId", "OpportunityCorrectionItem.id", "OpportunityCorrectionItem.ownerId",
        "CreateOpportunityRequest.ownerId",
        "HandOverRequest.teamId", "HandOverRequest.toId", "HandoffDecisionItem.handoffId", "JoinTeamRequest.teamId",
        "LinkReferralRequest.opportunityId",
        "LogActivityRequest.representativeId", "MergeRequest.loserId", "MoveTeamRequest.parentId", "OpportunityFilter.accountId",
        "OpportunityFilter.leadId", "OpportunityFilter.ownerId", "OpportunityFilter.productId", "OpportunityFilter.teamId",
        "OpportunityLineRequest.productId",
        "OverrideForecastRequest.representativeId", "OverrideForecastRequest.teamId", "PreviewBulkEditRequest.ids",
        "PutSlaPolicyRequest.escalateToId", "PutTerritoryRequest.representativeIds", "PutTerritoryRequest.teamId",
        "QuoteContentRequest.priceBookId", "QuoteLineRequest.productId", "RecordReference.id", "SendSurveyRequest.contactId",
        "SetLinesRequest.priceBookId", "SetPriceRequest.productId", "SetQuotaRequest.productId", "SetQuotaRequest.representativeId",
        "SetQuotaRequest.teamId", "SetTaskRequest.assigneeId", "SignContractRequest.opportunityId",
        "SubmitForecastRequest.representativeId",
    ];

    /// <summary>The fields that find a record, with the value of the owner's record and the fields that must stand beside it.</summary>
    private Dictionary<string, JsonObject> NaturalKeys => new()
    {
        ["AccountReference.name"] = new() { ["name"] = keys.Account.Name },
        ["AccountReference.domain"] = new() { ["domain"] = keys.Account.Domain, ["name"] = Steps.New("account") },
        ["AddAccountRequest.name"] = new() { ["name"] = keys.Account.Name },
        ["AddAccountRequest.domain"] = new() { ["domain"] = keys.Account.Domain },
        ["AddContactRequest.email"] = new() { ["email"] = keys.Contact.Email },
        ["AddContactRequest.phone"] = new() { ["phone"] = keys.Contact.Phone },
        ["AddReviewRequest.link"] = new() { ["link"] = NaturalKeyRecords.Link },
        ["ChangeAccountRequest.name"] = new() { ["name"] = keys.Account.Name },
        ["ChangeAccountRequest.domain"] = new() { ["domain"] = keys.Account.Domain },
        ["ChangeContactRequest.email"] = new() { ["email"] = keys.Contact.Email },
        ["ChangeContactRequest.phone"] = new() { ["phone"] = keys.Contact.Phone },
        ["ContactReference.email"] = new() { ["email"] = keys.Contact.Email, ["fullName"] = "V." },
        ["ContactReference.phone"] = new() { ["phone"] = keys.Contact.Phone, ["fullName"] = "V." },
        ["ConvertedContact.email"] = new() { ["email"] = keys.Contact.Email, ["fullName"] = "V." },
        ["ConvertedContact.phone"] = new() { ["phone"] = keys.Contact.Phone, ["fullName"] = "V." },
        ["ConvertHandoffRequest.accountName"] = new() { ["accountName"] = keys.Account.Name },
        ["ConvertHandoffRequest.accountDomain"] = new() { ["accountDomain"] = keys.Account.Domain },
        ["CreateOpportunityRequest.externalId"] = new() { ["externalId"] = NaturalKeyRecords.DealKey },
        ["CreateOpportunityRequest.externalLeadId"] = new() { ["externalLeadId"] = NaturalKeyRecords.LeadKey },
        ["CreateOpportunityRequest.leadId"] = new() { ["leadId"] = keys.Accepted.LeadId },
        ["HandoffDecisionItem.externalLeadId"] = new() { ["externalLeadId"] = NaturalKeyRecords.PendingLeadKey },
        ["HandoffDecisionItem.leadId"] = new() { ["leadId"] = keys.Pending.LeadId },
        ["SignContractRequest.externalId"] = new() { ["externalId"] = NaturalKeyRecords.ContractKey },
    };

    [Fact]
    public async Task Every_text_and_id_of_a_request_is_a_natural_key_or_is_listed()
    {
        string[] listed = [.. NaturalKeys.Keys, .. NoKeys.SelectMany(group => group.Fields), .. Ids];
        Assert.Distinct(listed);
        var there = (await keys.Walk.Fields()).Select(field => field.Schema).Distinct().ToList();
        var undecided = string.Join('\n', there.Except(listed).Order(StringComparer.Ordinal));
        Assert.True(undecided.Length == 0, $"Do these fields find a record? Add them to the natural keys, or to the lists:\n{undecided}");
        Assert.Empty(listed.Except(there));
        Assert.Equal(["POST /api/sales/v1/imports", "POST /api/sales/v1/surveys/answer/{token}/form"], await keys.Walk.OtherBodies());
    }

    [Fact]
    public async Task A_stranger_reaches_no_record_by_a_natural_key_on_any_path_and_its_owner_does()
    {
        var attempts = (await keys.Walk.Fields()).Where(field => NaturalKeys.ContainsKey(field.Schema)).ToList();
        Assert.Equal(NaturalKeys.Keys.Order(StringComparer.Ordinal),
            attempts.Select(field => field.Schema).Distinct().Order(StringComparer.Ordinal));
        var before = await keys.Settled();
        List<string> wrong = [];
        using var nils = keys.World.As("Nils", "sales");
        foreach (var field in attempts)
        {
            var (status, text, sent) = await Try(field, nils, "Nils");
            wrong.AddRange(keys.Walk.Shown(text, sent).Select(mark => $"{field}: the answer shows {mark}: {text}"));
            if (status >= 500 || text.Contains("validation-failed", StringComparison.Ordinal))
            {
                wrong.Add($"{field}: {status} {text}");
            }

            wrong.AddRange((await keys.Walk.Rows()).Except(before).Select(row => $"{field}: {status} {text}\n  wrote {row}"));
        }

        wrong.AddRange((await keys.Settled()).Except(before).Select(row => $"afterwards: {row}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // The same requests reach the records if their owner sends them. So the stranger was refused because of the sight.
        using var sven = keys.World.As("Sven", "sales");
        foreach (var field in attempts)
        {
            var rows = await keys.Walk.Rows();
            var (status, text, sent) = await Try(field, sven, "Sven");
            if (keys.Walk.Shown(text, sent).Count == 0 && (await keys.Walk.Rows()).SequenceEqual(rows))
            {
                wrong.Add($"{field}: {status} {text} {sent.ToJsonString()}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_file_may_name_any_record_so_only_a_caller_who_sees_all_records_imports_it()
    {
        var file = $"externalId,account,accountDomain,amount,currency,expectedCloseDate,lead,contact,contactEmail\n"
            + $"{NaturalKeyRecords.DealKey},{keys.Account.Name},{keys.Account.Domain},1,EUR,2026-12-31,"
            + $"{NaturalKeyRecords.LeadKey},V.,{keys.Contact.Email}\n";
        using var nora = keys.World.As("Nora", "sales-manager");
        Assert.Equal("import-needs-whole-sight",
            (await keys.World.Service.Send(Encoding.UTF8.GetBytes(file), "policy=amount:overwrite", nora).Refused(403)).Code);
    }

    private async Task<(int Status, string Text, JsonObject Sent)> Try(BodyField field, HttpClient http, string name)
    {
        var (path, body) = await keys.Request($"{field.Method} {field.Route}", http, name);
        var sent = NaturalKeyWalk.With(body, field.Path, NaturalKeys[field.Schema]);
        var (status, text) = await NaturalKeyWalk.Send(http, field.Method, path, sent);
        return (status, text, sent);
    }
}
