using System.Text.RegularExpressions;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Whom and what the records of an import name: found in two queries, or added where the import says so.</summary>
internal sealed partial class ImportNames
{
    private const string Unit = "piece";

    private readonly SalesDb db;
    private readonly ImportPlan plan;
    private readonly DateTimeOffset now;
    private readonly List<Representative> people;
    private readonly List<Product> products;

    private ImportNames(SalesDb db, ImportPlan plan, DateTimeOffset now, List<Representative> people, List<Product> products) =>
        (this.db, this.plan, this.now, this.people, this.products) = (db, plan, now, people, products);

    public static async Task<ImportNames> Load(SalesDb db, ImportPlan plan, IReadOnlyCollection<ImportedDeal> deals, DateTimeOffset now, CancellationToken cancellation)
    {
        var owners = deals.Select(deal => deal.Owner).OfType<string>().Distinct().ToArray();
        var lower = owners.Select(Lower).ToArray();
        var people = owners.Length == 0 ? [] : await db.Representatives.AsNoTracking()
            .Where(person => (person.ExternalId != null && owners.Contains(person.ExternalId)) || lower.Contains(person.Email) || lower.Contains(person.Name.ToLower()))
            .OrderBy(person => person.Id).ToListAsync(cancellation);
        var named = deals.Select(deal => deal.Product).OfType<string>().Distinct().ToArray();
        var codes = named.Concat(named.Select(CodeOf)).ToArray();
        var names = named.Select(Lower).ToArray();
        var products = named.Length == 0 ? [] : await db.Products.AsNoTracking()
            .Where(product => codes.Contains(product.Code) || names.Contains(product.Name.ToLower())).OrderBy(product => product.Id).ToListAsync(cancellation);
        return new(db, plan, now, people, products);
    }

    /// <summary>By external id, else by e-mail address, else by name.</summary>
    public Result<Representative> Owner(string text)
    {
        if ((people.Find(one => one.ExternalId == text) ?? people.Find(one => one.Email == Lower(text))) is { } known)
        {
            return known;
        }

        var same = people.FindAll(one => Lower(one.Name) == Lower(text));
        return same.Count == 1 ? same[0]
            : same.Count > 1 ? ImportRefusals.Ambiguous.Because($"'{text}' are {same.Count} representatives.")
            : plan.AddOwners ? Join(text)
            : TeamRefusals.OwnerNotFound.Because($"'{text}' is none.");
    }

    /// <summary>By code, else by name. One that is not sold any more was, once.</summary>
    public Result<Product> Product(string text)
    {
        if (products.Find(one => one.Code == text) is { } known)
        {
            return known;
        }

        var same = products.FindAll(one => Lower(one.Name) == Lower(text));
        return same.Count == 1 ? same[0]
            : same.Count > 1 ? ImportRefusals.Ambiguous.Because($"'{text}' are {same.Count} products.")
            : !plan.AddProducts ? ProductRefusals.Unknown.Because($"'{text}' is none.")
            : CodeOf(text) is not { Length: > 0 } code || products.Exists(one => one.Code == code) ? ProductRefusals.CodeTaken.Because($"'{CodeOf(text)}' cannot be the code of '{text}'.")
            : Products.Product.List(code, text, Unit, Billing.OneOff, now);
    }

    /// <summary>A record names them that was taken in: from now on they are there.</summary>
    public void Keep(Representative? owner, Product? product)
    {
        if (owner is not null && !people.Contains(owner))
        {
            db.Add(owner);
            people.Add(owner);
        }

        if (product is not null && !products.Contains(product))
        {
            db.Add(product);
            products.Add(product);
        }
    }

    /// <summary>Gets no handoff until activated. Who is named without an address gets one that leads nowhere (RFC 2606).</summary>
    private Representative Join(string text) => Representative.Join(text,
        text.Contains('@', StringComparison.Ordinal) ? text : $"{Guid.CreateVersion7(now):N}@unknown.invalid", text, isActive: false, now);

    private static string Lower(string text) => text.ToLowerInvariant();

    /// <summary>"GTX Plus Basic" is <c>GTX-Plus-Basic</c>.</summary>
    private static string CodeOf(string name)
    {
        var code = NotOfCode().Replace(name, "-").Trim('-');
        return code.Length <= Products.Product.CodeLength ? code : code[..Products.Product.CodeLength].Trim('-');
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotOfCode();
}
