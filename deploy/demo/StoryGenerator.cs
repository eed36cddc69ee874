namespace Funnel.Demo;

/// <summary>Generates a believable year of a company that sells software to companies. The same end time gives the same year.</summary>
public sealed class StoryGenerator
{
    private static readonly string[] FirstNames =
    [
        "Ada", "Bruno", "Chiara", "Daan", "Elif", "Farid", "Greta", "Hana", "Igor", "Jana", "Kofi", "Lena", "Mateo", "Nia",
        "Oskar", "Priya", "Rosa", "Sven", "Tomas", "Yuki"
    ];

    private static readonly string[] LastNames =
    [
        "Almeida", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kowalski",
        "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Silva", "Tanaka", "Weber"
    ];

    private static readonly string[] CompanyWords =
    [
        "Alpine", "Blue", "Copper", "Delta", "Ember", "Forest", "Granite", "Harbour", "Iris", "Juniper", "Keystone", "Lantern",
        "Maple", "North", "Orchard", "Pine", "Quartz", "River", "Summit", "Tide"
    ];

    private static readonly string[] CompanyKinds = ["Logistics", "Foods", "Robotics", "Textiles", "Energy", "Health", "Media", "Tools"];

    private static readonly string[] Jobs =
    [
        "Head of Operations", "Marketing Manager", "Managing Director", "IT Manager", "Chief Financial Officer", "Analyst", "Founder",
        "Head of Sales",
    ];

    private static readonly string[] Countries = ["DE", "FR", "ES", "IT", "NL", "PL", "SE", "PT", "BR", "GB"];

    private static readonly string[] RejectReasons = ["bad-data", "duplicate", "competitor", "wrong-region", "spam"];
    private static readonly string[] RecycleReasons = ["no-budget", "timing", "no-need-yet", "no-response"];
    private static readonly string[] Stages = ["discovery", "proposal", "negotiation"];

    /// <summary>The channels of the leads, with their weight and their win rate.</summary>
    private static readonly Origin[] Origins =
    [
        new("organic search", 24, 0.30, at => new(
            "pageView", null, at, Url: "https://example.com/guides", Referrer: "https://www.google.com/")),
        new("paid", 22, 0.22, at => new(
            "adClick", "spring-search", at, Url: "https://example.com/offer", Source: "google", Medium: "cpc", Campaign: "spring-launch")),
        new("email", 14, 0.26, at => new(
            "emailClick", "newsletter", at, Source: "newsletter", Medium: "email", Campaign: "monthly-letter")),
        new("social", 13, 0.12, at => new(
            "pageView", null, at, Url: "https://example.com/stories", Source: "linkedin", Medium: "social", Campaign: "customer-stories")),
        new("referral", 12, 0.38, at => new(
            "pageView", null, at, Url: "https://example.com/partners", Referrer: "https://partner.example.org/tools")),
        new("direct", 9, 0.24, at => new("pageView", null, at, Url: "https://example.com/")),
        new("fair", 4, 0.34, at => new("event", "trade-fair", at, Channel: "fair", Campaign: "trade-fair")),
        new(null, 2, 0.15, at => new("callIn", null, at)),
    ];

    private readonly Random random = new(20260131);
    private readonly DateTimeOffset end;
    private readonly List<Lead> leads = [];
    private readonly List<Deal> deals = [];

    private readonly Rep[] reps = [.. new[] { "Ana Ribeiro", "Ben Carter", "Clara Vogt", "Dario Conti", "Emma Larsen", "Felix Brandt" }
        .Select((name, at) => new Rep($"demo-rep-{at + 1}", name))];

    private StoryGenerator(DateTimeOffset end) => this.end = end;

    /// <param name="end">The end of the year.</param>
    public static Story YearUntil(DateTimeOffset end, int people = 400)
    {
        var generator = new StoryGenerator(end);
        for (var number = 1; number <= people; number++)
        {
            generator.AddLead(number);
        }

        return new(generator.reps, generator.leads, generator.deals);
    }

    private void AddLead(int number)
    {
        // The number of leads grows over the year.
        var at = end.AddDays(-365 * (1 - Math.Sqrt(random.NextDouble()))).AddHours(-1 - random.Next(24));
        var origin = PickOrigin();
        var company = $"{Pick(CompanyWords)} {Pick(CompanyKinds)} {number}";
        var first = Pick(FirstNames);
        var last = Pick(LastNames);
        var visits = new List<Visit> { origin.Arrive(at) };
        var latest = at;
        for (var pages = random.Next(0, 5); pages > 0; pages--)
        {
            latest = Later(latest, 0.02, 4);
            if (latest >= end)
            {
                break;
            }

            visits.Add(new("pageView", null, latest, Url: $"https://example.com/{Pick("pricing", "features", "customers", "docs")}"));
        }

        var answers = new List<Answer>();
        latest = Later(latest, 0.01, 6);
        if (latest < end && random.NextDouble() < 0.72)
        {
            visits.Add(new("form", "demo-request", latest, Url: "https://example.com/demo"));
            AddDecision(number, origin, company, visits, answers, latest);
        }

        var email = $"{first}.{last}.{number}@{company.Replace(' ', '-')}.example".ToLowerInvariant();
        var (job, country, size) = (Pick(Jobs), Pick(Countries), Pick(8, 25, 60, 140, 400, 1200));
        var landingPage = $"/{Pick("guides", "offer", "stories", "partners", "home", "fair")}/{random.Next(1, 6)}";
        leads.Add(new(
            $"demo-lead-{number}", $"{first} {last}", email, company, job, country, size, origin.Channel, landingPage, at, visits,
            answers));
    }

    /// <summary>Sales decides within hours. A handoff near the end of the year may still be pending.</summary>
    private void AddDecision(int number, Origin origin, string company, List<Visit> visits, List<Answer> answers, DateTimeOffset asked)
    {
        var at = Later(asked, 0.03, 1.5);
        if (at >= end)
        {
            return;
        }

        switch (random.NextDouble())
        {
            case < 0.62:
                answers.Add(new("accept", null, at));
                AddDeal(number, origin, company, at);
                break;
            case < 0.80:
                answers.Add(new("reject", Pick(RejectReasons), at));
                break;
            default:
                var returnAfter = at.AddDays(random.Next(7, 40));
                answers.Add(new("recycle", Pick(RecycleReasons), at, returnAfter));
                var again = Later(returnAfter, 1, 30);
                if (again < end && answers.Count < 2 && random.NextDouble() < 0.6)
                {
                    visits.Add(new("form", "pricing-request", again, Url: "https://example.com/pricing"));
                    AddDecision(number, origin, company, visits, answers, again);
                }

                break;
        }
    }

    private void AddDeal(int number, Origin origin, string company, DateTimeOffset accepted)
    {
        var opened = Later(accepted, 0.5, 7);
        if (opened >= end || random.NextDouble() < 0.15)
        {
            return;
        }

        var stages = new List<(string, DateTimeOffset)>();
        var at = opened;
        foreach (var stage in Stages.Take(random.Next(1, 4)))
        {
            at = Later(at, 2, 16);
            if (at < end)
            {
                stages.Add((stage, at));
            }
        }

        var closed = Later(at, 2, 20);
        var isWon = random.NextDouble() < origin.WinRate * 1.6;
        var amount = Math.Round((decimal)Math.Exp(8.2 + 1.1 * (random.NextDouble() + random.NextDouble() - 0.6)) / 50) * 50;
        var isOpen = closed >= end;
        var reason = isWon ? Pick("best-fit", "price", "relationship") : Pick("price", "competitor", "no-decision");
        deals.Add(new(
            $"demo-deal-{number}", $"demo-lead-{number}", company, reps[number % reps.Length].Id, amount, opened, stages,
            isOpen ? null : isWon ? "won" : "lost", isOpen ? null : closed, reason));
    }

    /// <summary>A random later time in whole seconds, which every format can represent.</summary>
    private DateTimeOffset Later(DateTimeOffset than, double leastDays, double mostDays) =>
        than.AddSeconds(Math.Round((leastDays + random.NextDouble() * (mostDays - leastDays)) * 86_400));

    private Origin PickOrigin()
    {
        var at = random.Next(Origins.Sum(origin => origin.Weight));
        return Origins.First(origin => (at -= origin.Weight) < 0);
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private sealed record Origin(string? Channel, int Weight, double WinRate, Func<DateTimeOffset, Visit> Arrive);
}
