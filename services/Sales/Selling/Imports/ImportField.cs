using Funnel.Sales.Accounts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Team;

namespace Funnel.Sales.Imports;

/// <summary>The field that a column of an imported file contains.</summary>
public enum ImportField
{
    /// <summary>The opportunity's key in the other system. An existing key is not added again.</summary>
    ExternalId,

    /// <summary>Defaults to the name of the product, else to the external id.</summary>
    Name,

    /// <summary>The name of the account.</summary>
    Account,
    AccountDomain,

    /// <summary>The external id, e-mail address or name of a representative. Defaults to the representative who imports the file.</summary>
    Owner,

    /// <summary>The code or name of a product. The opportunity gets one line with it, at the opportunity's amount.</summary>
    Product,

    /// <summary>The code of a pipeline. Defaults to <c>default</c>.</summary>
    Pipeline,

    /// <summary>The code or name of a stage, or a mapped text. A won or lost stage is the outcome.</summary>
    Stage,
    Amount,

    /// <summary>ISO 4217.</summary>
    Currency,

    /// <summary>Defaults to the day of closing if the opportunity is closed.</summary>
    ExpectedCloseDate,

    /// <summary>When the opportunity began. A date means midnight in UTC.</summary>
    CreatedAt,

    /// <summary>When the opportunity was won or lost. A closed opportunity needs it, or a closing date.</summary>
    ClosedAt,

    /// <summary>The code or label of a reason from the managed list of win or loss reasons. Defaults to <c>not-recorded</c>.</summary>
    Reason,

    /// <summary>The full name of the contact.</summary>
    Contact,
    ContactEmail,
    ContactPhone,

    /// <summary>The lead's key in another system. Sales must have received a handoff of this lead.</summary>
    Lead,

    /// <summary>
    /// The closing date of both open and closed opportunities: expected if the opportunity is open, and actual if it is won or lost.
    /// </summary>
    CloseDate,

    /// <summary>
    /// Whether the opportunity is <c>open</c>, <c>won</c> or <c>lost</c>, if the file says so beside the stage. Defaults to what the stage
    /// is.
    /// </summary>
    Outcome,
}

internal static class ImportFields
{
    /// <summary>The fields that need a column or a default.</summary>
    public static readonly IReadOnlyList<ImportField> Required =
        [ImportField.ExternalId, ImportField.Account, ImportField.Amount, ImportField.Currency];

    public static readonly IReadOnlyList<ImportField> Times =
        [ImportField.ExpectedCloseDate, ImportField.CreatedAt, ImportField.ClosedAt, ImportField.CloseDate];

    /// <summary>The name of the field in the API.</summary>
    public static string ApiName(this ImportField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    public static ImportField? Parse(string text) =>
        Enum.TryParse<ImportField>(text, ignoreCase: true, out var field) && Enum.IsDefined(field) && !int.TryParse(text, out _)
            ? field
            : null;

    /// <summary>The maximum length of the text.</summary>
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
        ImportField.Reason => Reasons.Reason.LabelLength,
        ImportField.Contact => Sales.Accounts.Contact.FullNameLength,
        ImportField.ContactEmail => Sales.Accounts.Contact.EmailLength,
        ImportField.ContactPhone => Sales.Accounts.Contact.PhoneLength,
        ImportField.Lead => 200,
        _ => 40,
    };
}
