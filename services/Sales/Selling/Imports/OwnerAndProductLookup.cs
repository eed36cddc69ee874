using System.Text.RegularExpressions;
using Funnel.Sales.Products;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Finds the owners and products that records name, in two queries, or adds them if the import allows it.</summary>
internal sealed partial class OwnerAndProductLookup
{
    private const string Unit = "piece";

    private readonly SalesDb db;
    private readonly ImportPlan plan;
    private readonly DateTimeOffset now;
    private readonly List<Representative> people;
    private readonly List<Product> products;

    private OwnerAndProductLookup(SalesDb db, ImportPlan plan, DateTimeOffset now, List<Representative> people, List<Product> products) =>
        (this.db, this.plan, this.now, this.people, this.products) = (db, plan, now, people, products);

    public static async Task<OwnerAndProductLookup> Load(
        SalesDb db, ImportPlan plan, IReadOnlyCollection<ImportedDeal> deals, DateTimeOffset now, CancellationToken cancellation)
    {
        var owners = deals.Select(deal => deal.Owner).OfType<string>().Distinct().ToArray();
        var (emails, keys) = (owners.Select(EmailOf).ToArray(), owners.Select(TextKey.Identity).ToArray());
        var people = owners.Length == 0 && plan.OwnerId is null ? [] : await db.Representatives.AsNoTracking()
            .Where(person => person.Id == plan.OwnerId || (person.ExternalId != null && owners.Contains(person.ExternalId))
                || emails.Contains(person.Email) || keys.Contains(person.NameKey))
            .OrderBy(person => person.Id).ToListAsync(cancellation);
        var named = deals.Select(deal => deal.Product).OfType<string>().Distinct().ToArray();
        var codes = named.Concat(named.Select(CodeOf)).Select(TextKey.Identity).ToArray();
        var names = named.Select(TextKey.Identity).ToArray();
        var products = named.Length == 0 ? [] : await db.Products.AsNoTracking()
            .Where(product => codes.Contains(product.CodeKey) || names.Contains(product.NameKey))
            .OrderBy(product => product.Id).ToListAsync(cancellation);
        return new(db, plan, now, people, products);
    }

    /// <summary>The owner of records that name none. Null if these get no owner.</summary>
    public Representative? Importer => people.Find(one => one.Id == plan.OwnerId);

    /// <summary>Finds the owner by external id, else by e-mail address, else by name.</summary>
    public Result<Representative> FindOwner(string text)
    {
        if ((people.Find(one => one.ExternalId == text) ?? people.Find(one => one.Email == EmailOf(text))) is { } known)
        {
            return known;
        }

        var same = people.FindAll(one => one.NameKey == TextKey.Identity(text));
        return same.Count == 1 ? same[0]
            : same.Count > 1 ? ImportRefusals.Ambiguous.Because(
                $"{same.Count} representatives have the name '{text}'. Write an external id or an e-mail address.")
            : plan.AddOwners ? NewOwner(text)
            : TeamRefusals.OwnerNotFound.Because($"The owner is '{text}'. No representative has this external id, e-mail address or name. "
                + "Add the representative first, or import with `addOwners`.");
    }

    /// <summary>Finds the product by code, else by name. A retired product is found too.</summary>
    public Result<Product> FindProduct(string text)
    {
        if (products.Find(one => one.CodeKey == TextKey.Identity(text)) is { } known)
        {
            return known;
        }

        var same = products.FindAll(one => one.NameKey == TextKey.Identity(text));
        return same.Count == 1 ? same[0]
            : same.Count > 1
            ? ImportRefusals.Ambiguous.Because($"{same.Count} products have the name '{text}'. Write the code of the product.")
            : !plan.AddProducts ? ProductRefusals.Unknown.Because($"The product is '{text}'. No product has this code or name. "
                + "Add the product first, or import with `addProducts`.")
            : CodeOf(text) is not { Length: > 0 } code || products.Exists(one => one.CodeKey == TextKey.Identity(code))
                ? ProductRefusals.CodeTaken
                    .Because($"The product '{text}' would get the code '{CodeOf(text)}', which is empty or belongs to another product.")
            : Products.Product.Create(code, text, Unit, Billing.OneOff, now);
    }

    /// <summary>Adds the owner and the product of an accepted record, if they are new. Later records find them.</summary>
    public void AddNew(Representative? owner, Product? product)
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

    /// <summary>A new owner gets no handoff until activated. Without an e-mail address the owner gets an invalid one (RFC 2606).</summary>
    private Representative NewOwner(string text) => Representative.Join(text,
        text.Contains('@', StringComparison.Ordinal) ? text : $"{Guid.CreateVersion7(now):N}@unknown.invalid", text, isActive: false, now);

    private static string EmailOf(string text) => Representative.Normalise(text);

    /// <summary>The product "GTX Plus Basic" gets the code <c>GTX-Plus-Basic</c>.</summary>
    private static string CodeOf(string name)
    {
        var code = NotOfCode().Replace(name, "-").Trim('-');
        return code.Length <= Product.CodeLength ? code : code[..Product.CodeLength].Trim('-');
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotOfCode();
}
