using System.Globalization;
using System.Text;

namespace Funnel.Sales.Tests.Imports;

/// <summary>A deal of the file, for the recount.</summary>
internal sealed record CrmDeal(string Id, string Agent, string Product, string Account, string Stage, DateOnly? Engaged, DateOnly? Closed,
    decimal? Value);

/// <summary>Makes files like the public data set of CRM sales opportunities, in any size. The same seed gives the same file.</summary>
internal static class CrmFile
{
    private static readonly string[] Agents =
        ["Moses Frase", "Darcel Schlecht", "Zane Levy", "Anna Snelling", "Vicki Laflamme", "Maureen Marcano", "Corliss Cosme",
            "Wilburn Farren"];
    private static readonly (string Name, decimal Price)[] Products =
        [("GTX Plus Basic", 1096), ("GTX Basic", 550), ("GTXPro", 4821), ("MG Special", 55), ("MG Advanced", 3393), ("GTX Plus Pro", 5482),
            ("GTK 500", 26768)];

    public static List<CrmDeal> Deals(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            var (product, price) = Products[random.Next(Products.Length)];
            var stage = random.Next(100) switch { < 48 => "Won", < 76 => "Lost", < 94 => "Engaging", _ => "Prospecting" };
            DateOnly? engaged = stage == "Prospecting" ? null : new DateOnly(2016, 10, 20).AddDays(random.Next(420));
            DateOnly? closed = stage is "Won" or "Lost" ? engaged!.Value.AddDays(random.Next(1, 138)) : null;
            return new CrmDeal($"{seed:X2}{number:X6}", Agents[random.Next(Agents.Length)], product,
                random.Next(6) == 0 ? "" : $"Company {random.Next(1 + count / 20)}", stage, engaged, closed,
                stage switch { "Won" => Math.Round(price * (decimal)(0.8 + random.NextDouble() * 0.4), 0), "Lost" => 0, _ => null });
        })];
    }

    public static string Csv(IEnumerable<CrmDeal> deals)
    {
        var text = new StringBuilder("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\r\n");
        foreach (var deal in deals)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{deal.Id},{deal.Agent},{deal.Product},{deal.Account},{deal.Stage},{deal.Engaged:yyyy-MM-dd},{deal.Closed:yyyy-MM-dd}"
                    + $",{deal.Value}\r\n");
        }

        return text.ToString();
    }
}
