using System.Globalization;
using CsvHelper;
using Funnel.Demo;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>The published marketing funnel of a marketplace: 8,000 leads and the 842 deals that were won from them.</summary>
/// <remarks>The files are beside the checkout and never in it, because their licence is CC BY-NC-SA 4.0.</remarks>
internal static class Olist
{
    private static readonly string Folder = Path.Combine(Repository.Root, "..", "shared", "data", "olist");

    public static bool IsThere => Directory.Exists(Folder);

    public static Story Read()
    {
        var closed = Rows("olist_closed_deals_dataset.csv").ToDictionary(row => row["mql_id"]);
        var leads = Rows("olist_marketing_qualified_leads_dataset.csv").Select(row => Lead(row, closed.ContainsKey(row["mql_id"])))
            .ToList();
        var contacted = leads.ToDictionary(lead => lead.Id, lead => lead.At);
        var deals = closed.Values.Select(row => Deal(row, contacted[row["mql_id"]])).ToList();
        var reps = deals.Select(deal => deal.Rep).Distinct().Select(id => new Rep(id, $"Representative {id[..8]}")).ToList();
        return new(reps, leads, deals);
    }

    /// <summary>The form on the landing page qualifies every lead. A lead with a deal was accepted at once.</summary>
    private static Lead Lead(Dictionary<string, string> row, bool isWon)
    {
        var at = Time(row["first_contact_date"]);
        var channel = row["origin"] is { Length: > 0 } origin ? origin : null;
        return new(row["mql_id"], null, null, null, null, null, null, channel, row["landing_page_id"], at,
            [new Visit("form", "apply", at, channel)], isWon ? [new Answer("accept", null, at)] : []);
    }

    private static Deal Deal(Dictionary<string, string> row, DateTimeOffset contactedAt)
    {
        var wonAt = Time(row["won_date"]);
        var revenue = decimal.Parse(row["declared_monthly_revenue"], CultureInfo.InvariantCulture);
        return new(row["mql_id"], row["mql_id"], $"Seller {row["seller_id"]}", row["sr_id"], revenue,
            wonAt < contactedAt ? wonAt : contactedAt, [], "won", wonAt, "best-fit");
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var csv = new CsvReader(new StreamReader(Path.Combine(Folder, file)), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>()
            .Select(record => ((IDictionary<string, object>)record).ToDictionary(cell => cell.Key, cell => (string)cell.Value))];
    }
}
