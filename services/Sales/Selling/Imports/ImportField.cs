using Funnel.Sales.Accounts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Team;

namespace Funnel.Sales.Imports;

/// <summary>What a column of an imported file can be.</summary>
public enum ImportField
{
    /// <summary>The key in the system that it comes from: what is there already under it is not added again.</summary>
    ExternalId,

    /// <summary>Where there is none, what the product is called, else the external id.</summary>
    Name,

    /// <summary>By its name; found by the one rule of every path.</summary>
    Account,
    AccountDomain,

    /// <summary>A representative by external id, e-mail address or name.</summary>
    Owner,

    /// <summary>By code or name; one of it at the opportunity's amount.</summary>
    Product,

    /// <summary>By code; <c>default</c> where there is none.</summary>
    Pipeline,

    /// <summary>By code or name, or as it is mapped; a won or lost one is the outcome.</summary>
    Stage,
    Amount,

    /// <summary>ISO 4217.</summary>
    Currency,

    /// <summary>Where a closed one has none, the day on which it was closed.</summary>
    ExpectedCloseDate,

    /// <summary>When it was opened; a day is its midnight in UTC.</summary>
    CreatedAt,

    /// <summary>When it was won or lost.</summary>
    ClosedAt,

    /// <summary>Code from the managed list of win or loss reasons; <c>not-recorded</c> where there is none.</summary>
    Reason,

    /// <summary>Full name of whom we talk to.</summary>
    Contact,
    ContactEmail,
    ContactPhone,

    /// <summary>The lead's key in the system that it came from; its handoff must have reached Sales.</summary>
    Lead,
}

internal static class ImportFields
{
    /// <summary>What every opportunity needs, in a column or as a default.</summary>
    public static readonly IReadOnlyList<ImportField> Needed = [ImportField.ExternalId, ImportField.Account, ImportField.Amount, ImportField.Currency];

    /// <summary>As callers write it.</summary>
    public static string Written(this ImportField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    public static ImportField? Read(string text) =>
        Enum.TryParse<ImportField>(text, ignoreCase: true, out var field) && Enum.IsDefined(field) && !int.TryParse(text, out _) ? field : null;

    /// <summary>The longest text that may stand in it.</summary>
    public static int Length(this ImportField field) => field switch
    {
        ImportField.ExternalId => Opportunity.ExternalIdLength,
        ImportField.Name => Opportunity.NameLength,
        ImportField.Account => Account.NameLength,
        ImportField.AccountDomain => Account.DomainLength,
        ImportField.Owner => Representative.NameLength,
        ImportField.Product => Product.NameLength,
        ImportField.Pipeline => SalesPipeline.CodeLength,
        ImportField.Stage => SalesPipeline.NameLength,
        ImportField.Reason => Reasons.Reason.CodeLength,
        ImportField.Contact => Sales.Accounts.Contact.FullNameLength,
        ImportField.ContactEmail => Sales.Accounts.Contact.EmailLength,
        ImportField.ContactPhone => Sales.Accounts.Contact.PhoneLength,
        ImportField.Lead => 200,
        _ => 40,
    };
}
