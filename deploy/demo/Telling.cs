namespace Funnel.Demo;

/// <summary>Tells a story to a running system through its public API, with the times at which it happened.</summary>
/// <remarks>Every record carries an id of its own, so that telling it twice changes nothing.</remarks>
public sealed class Telling(Gateway gateway, string currency, Action<string> progress)
{
    public async Task Tell(Story story)
    {
        foreach (var rep in story.Reps)
        {
            await gateway.Post("/api/sales/v1/representatives", new { name = rep.Name, email = $"{rep.Id}@funnel.example", externalId = rep.Id });
        }

        progress($"{story.Reps.Count} representatives");
        var results = await gateway.PostAll("/api/marketing/v1/leads/batch", story.Leads.Select(Describe));
        var ids = story.Leads.Zip(results, (lead, result) => (lead.Id, At: result.GetProperty("id").GetString()!)).ToDictionary(pair => pair.Id, pair => pair.At);
        progress($"{story.Leads.Count} leads with {story.Leads.Sum(lead => lead.Visits.Count)} touches");

        // One cycle after the other: a lead that Sales gave back is handed over again by what it did since.
        for (var cycle = 1; story.Leads.Where(lead => lead.Answers.Count >= cycle).ToList() is { Count: > 0 } answered; cycle++)
        {
            await Decide(answered, cycle, ids);
        }

        await Sell(story.Deals, ids);
        progress($"{story.Deals.Count} deals, {story.Deals.Count(deal => deal.Outcome == "won")} of them won");
    }

    private async Task Decide(List<Lead> answered, int cycle, Dictionary<string, string> ids)
    {
        foreach (var lead in answered)
        {
            await gateway.Await($"/api/sales/v1/handoffs?leadId={ids[lead.Id]}&limit=10", page => page.GetProperty("items").GetArrayLength() >= cycle);
        }

        await gateway.PostAll("/api/sales/v1/handoffs/decisions/batch", answered.Select(lead => (object)new
        {
            leadId = ids[lead.Id],
            cycle,
            decision = lead.Answers[cycle - 1].Decision,
            decidedBy = "Demo",
            reason = lead.Answers[cycle - 1].Reason,
            returnAfter = lead.Answers[cycle - 1].ReturnAfter,
            occurredAt = lead.Answers[cycle - 1].At,
        }));
        progress($"{answered.Count} decisions in cycle {cycle}");
    }

    private async Task Sell(IReadOnlyList<Deal> deals, Dictionary<string, string> ids)
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
            // Open deals, and those that went through stages, are closed after they have moved.
            outcome = deal.Stages.Count == 0 ? deal.Outcome : null,
            closedAt = deal.Stages.Count == 0 ? deal.ClosedAt : null,
            reason = deal.Stages.Count == 0 && deal.Outcome is not null ? deal.Reason : null,
        }));
        foreach (var (deal, result) in deals.Zip(results).Where(pair => pair.First.Stages.Count > 0))
        {
            await Move(deal, $"/api/sales/v1/opportunities/{result.GetProperty("id").GetString()}");
        }
    }

    /// <summary>Goes on from where an earlier telling stopped.</summary>
    private async Task Move(Deal deal, string path)
    {
        var told = await gateway.Get(path);
        if (told.GetProperty("status").GetString() != "open")
        {
            return;
        }

        var moved = told.GetProperty("stageHistory").GetArrayLength() - 1;
        foreach (var (stage, at) in deal.Stages.Skip(moved))
        {
            await gateway.Post($"{path}/stage", new { stage, occurredAt = at });
        }

        if (deal.Outcome is not null)
        {
            await gateway.Post($"{path}/{(deal.Outcome == "won" ? "win" : "lose")}", new { reason = deal.Reason, occurredAt = deal.ClosedAt });
        }
    }

    private static object Describe(Lead lead) => new
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
        consents = lead.Email is null ? null : new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent", textVersion = "1", occurredAt = lead.At } },
    };
}
