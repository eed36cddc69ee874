using Funnel.Imports;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

internal static class ImportRefusals
{
    /// <summary>The status of a refused record. Records are refused in the list of errors, not in a response.</summary>
    public const int RecordStatus = 422;

    public static readonly Refusal NotFound = new("import-not-found", 404, "The import does not exist.");
    public static readonly Refusal NotCsv = HttpRefusals.UnsupportedMediaType
        .Because("Send the file with the content type text/csv, or as the part `file` of multipart/form-data.");
    public static readonly Refusal WholeSight =
        new("import-needs-whole-sight", 403, "Only a caller who sees all records and all amounts can start an import.");
    public static readonly Refusal Over = new("import-over", 409, "The import is finished and cannot be cancelled.");

    public static readonly Refusal NoHeader = new("import-header-missing", 422, "The first line of the file does not name the columns.");
    public static readonly Refusal ColumnUnknown =
        new("import-column-unknown", 422, "The file has a column that is neither a field nor mapped to a field.");
    public static readonly Refusal ColumnMissing =
        new("import-column-missing", 422, "A required field has neither a column nor a default.");
    public static readonly Refusal NamedTwice = new("import-named-twice", 422, "A field or a text is mapped twice.");
    public static readonly Refusal MappingWrong = new("import-mapping-wrong", 422, "The mapping is not valid.");

    public static readonly Refusal OwnerMissing = new(
        "import-owner-missing", 422, "The import does not say who owns the opportunities whose records name no owner.",
        "The caller is not a representative. Import with a default owner, such as `default=owner:Ana`, or with `unassigned=true`.");

    public static readonly Refusal DateOrderUnclear =
        new("import-date-order-unclear", 422, "The file does not say whether its dates begin with the day or with the month.");
    public static readonly Refusal CharsetUnknown = new("import-charset-unknown", 422, "The charset is not known.");
    public static readonly Refusal MappingNotFound = new("import-mapping-not-found", 404, "The mapping does not exist.");
    public static readonly Refusal MappingUnknown = new("import-mapping-unknown", 422, "The mapping does not exist.");
    public static readonly Refusal PartsWrong =
        new("import-parts-wrong", 422, "A multipart body has the part `mapping`, and after it the part `file`.");

    public static readonly Refusal Unreadable = new("import-record-unreadable", RecordStatus, "The record is not readable.");
    public static readonly Refusal KeyRepeated = new("import-key-repeated", RecordStatus, "The external id occurs earlier in the file.");
    public static readonly Refusal ValueMissing =
        new("import-value-missing", RecordStatus, "A required field is empty and has no default.");
    public static readonly Refusal ValueTooLong = new("import-value-too-long", RecordStatus, "The text is too long.");
    public static readonly Refusal NoNumber = new("import-number-unreadable", RecordStatus, "The amount is not a number.");
    public static readonly Refusal NoDay = new("import-day-unreadable", RecordStatus, "The date or time is not readable.");
    public static readonly Refusal NoAddress = new("import-email-wrong", RecordStatus, "The email address is not valid.");
    public static readonly Refusal Ambiguous = new("import-name-ambiguous", RecordStatus, "The name is not unique.");
    public static readonly Refusal Uneven =
        new("import-record-uneven", RecordStatus, "The number of fields differs from the header.");
    public static readonly Refusal ReasonNotKept = new("import-reason-not-kept", RecordStatus, "The reason is not on the managed list.");
    public static readonly Refusal OutcomeUnclear =
        new("import-outcome-unclear", RecordStatus, "The record does not say whether the opportunity is open, won or lost.");
    public static readonly Refusal NoReason =
        new("import-record-failed", RecordStatus,
            "The record could not be imported because of an unexpected error. The log of the service has the details.");

    /// <summary>The database fills in the external id and the line, see <see cref="DuplicateKeys"/>.</summary>
    public const string FirstOnLine = "The external id '%s' occurs first on line %s. Each external id may occur once in a file.";

    private const string FieldName = "field";

    /// <summary>The refusal that staging stored with a record. Its code is that of the fault.</summary>
    public static Refusal OfStored(string code, string detail) =>
        code == KeyRepeated.Code ? KeyRepeated.Because(detail).In(ImportField.ExternalId)
        : Unreadable.Because(detail) with { Code = code };

    public static Refusal Of(MappingFault fault) => fault switch
    {
        MappingFault.ColumnUnknown => ColumnUnknown,
        MappingFault.NamedTwice => NamedTwice,
        _ => MappingWrong,
    };

    /// <summary>States the field that the refusal is about.</summary>
    public static Refusal In(this Refusal refusal, ImportField field) => refusal.With(FieldName, field);

    /// <summary>The field that the refusal is about; null if it is about the whole record.</summary>
    public static ImportField? FieldOf(Refusal refusal) =>
        refusal.Extensions?.GetValueOrDefault(FieldName) is ImportField stated ? stated
        : refusal.Code switch
        {
            "amount-out-of-range" or "amount-too-precise" or "line-amount-out-of-range" => ImportField.Amount,
            "currency-unknown" => ImportField.Currency,
            "pipeline-not-found" => ImportField.Pipeline,
            "stage-not-in-pipeline" or "stage-retired" or "stage-needs-outcome" => ImportField.Stage,
            "close-date-out-of-range" => ImportField.ExpectedCloseDate,
            "reason-not-on-list" => ImportField.Reason,
            "account-not-named" => ImportField.Account,
            "contact-not-named" => ImportField.Contact,
            "phone-not-valid" => ImportField.ContactPhone,
            "outcome-missing" => ImportField.ClosedAt,
            "lead-not-handed-over" => ImportField.Lead,
            "external-id-taken" => ImportField.ExternalId,
            _ => null,
        };
}
