namespace Funnel.Demo;

/// <summary>Imports a story into a running system through the public API, with the original times.</summary>
/// <remarks>Every record has an external id. So a second import changes nothing.</remarks>
public sealed class StoryImporter(Gateway gateway, string currency, Action<string> progress)
{
    public async Task Import(Story story)
    {
        foreach (var rep in story.Reps)
        {
            var email = $"{rep.Id}@funnel.example";
            await gateway.Post("/api/sales/v1/representatives", new { name = rep.Name, email, externalId = rep.Id });
        }

        progress($"{story.Reps.Count} representatives");
        var results = await gateway.PostAll("/api/marketing/v1/leads/batch", story.Leads.Select(LeadBody));
        var ids = story.Leads.Zip(results).ToDictionary(pair => pair.First.Id, pair => pair.Second.GetProperty("id").GetString()!);
        progress($"{story.Leads.Count} leads with {story.Leads.Sum(lead => lead.Visits.Count)} touches");

        // A recycled lead qualifies again through its later touches. So each cycle must be imported before the next one.
        for (var cycle = 1; story.Leads.Where(lead => lead.Answers.Count >= cycle).ToList() is { Count: > 0 } leads; cycle++)
        {
            await ImportDecisions(leads, cycle, ids);
        }

        await ImportDeals(story.Deals, ids);
        progress($"{story.Deals.Count} deals, {story.Deals.Count(deal => deal.Outcome == "won")} of them won");
    }

    private async Task ImportDecisions(List<Lead> leads, int cycle, Dictionary<string, string> ids)
    {
        foreach (var lead in leads)
        {
            await gateway.Await(
                $"/api/sales/v1/handoffs?leadId={ids[lead.Id]}&limit=10", page => page.GetProperty("items").GetArrayLength() >= cycle);
        }

        await gateway.PostAll("/api/sales/v1/handoffs/decisions/batch", leads.Select(lead => (object)new
        {
            leadId = ids[lead.Id],
            cycle,
            decision = lead.Answers[cycle - 1].Decision,
            decidedBy = "Demo",
            reason = lead.Answers[cycle - 1].Reason,
            returnAfter = lead.Answers[cycle - 1].ReturnAfter,
            occurredAt = lead.Answers[cycle - 1].At,
        }));
        progress($"{leads.Count} decisions in cycle {cycle}");
    }

    private async Task ImportDeals(IReadOnlyList<Deal> deals, Dictionary<string, string> ids)
    {
        var results = await gateway.PostAll("/api/sales/v1/opportunities/batch", deals.Select(deal => (object)new
        {
            externalId = deal.Id,
            leadId = ids[deal.LeadId],
            account = new { name = deal.Account },
            name = $"{deal.Account}: subscription",
            amount = deal.Amount,
            currency,
            expectedCloseDate = DateOnly.FromDateTime((deal.ClosedAt ?? deal.OpenedAt.AddDays(60)).UtcDateTime),
            ownerExternalId = deal.Rep,
            createdAt = deal.OpenedAt,
            // A deal with stages is closed later, after its moves.
            outcome = deal.Stages.Count == 0 ? deal.Outcome : null,
            closedAt = deal.Stages.Count == 0 ? deal.ClosedAt : null,
            reason = deal.Stages.Count == 0 && deal.Outcome is not null ? deal.Reason : null,
        }));
        foreach (var (deal, result) in deals.Zip(results).Where(pair => pair.First.Stages.Count > 0))
        {
            await MoveAndClose(deal, $"/api/sales/v1/opportunities/{result.GetProperty("id").GetString()}");
        }
    }

    /// <summary>Moves a deal through its stages, and closes it. Continues after the moves of an interrupted import.</summary>
    private async Task MoveAndClose(Deal deal, string path)
    {
        var imported = await gateway.Get(path);
        if (imported.GetProperty("status").GetString() != "open")
        {
            return;
        }

        var moved = imported.GetProperty("stageHistory").GetArrayLength() - 1;
        foreach (var (stage, at) in deal.Stages.Skip(moved))
        {
            await gateway.Post($"{path}/stage", new { stage, occurredAt = at });
        }

        if (deal.Outcome is not null)
        {
            var close = deal.Outcome == "won" ? "win" : "lose";
            await gateway.Post($"{path}/{close}", new { reason = deal.Reason, occurredAt = deal.ClosedAt });
        }
    }

    private static object LeadBody(Lead lead) => new
    {
        externalId = lead.Id,
        email = lead.Email,
        fullName = lead.Name,
        company = lead.Company,
        jobTitle = lead.JobTitle,
        country = lead.Country,
        companySize = lead.CompanySize,
        landingPage = lead.LandingPage,
        occurredAt = lead.At,
        touches = lead.Visits.Select((visit, at) => new
        {
            kind = visit.Kind,
            asset = visit.Asset,
            channel = visit.Channel,
            url = visit.Url,
            referrer = visit.Referrer,
            utm = visit.Source is null && visit.Medium is null && visit.Campaign is null
                ? null
                : new { source = visit.Source, medium = visit.Medium, campaign = visit.Campaign },
            occurredAt = visit.At,
            externalId = $"{lead.Id}-{at}",
        }),
        consents = lead.Email is null
            ? null
            : new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent", textVersion = "1", occurredAt = lead.At } },
    };
}
