using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

internal static class ImportRefusals
{
    public static readonly Refusal NotFound = new("import-not-found", 404, "There is no such import.");
    public static readonly Refusal NotCsv = HttpRefusals.UnsupportedMediaType.Because("A file is sent as text/csv.");
    public static readonly Refusal WholeSight = new("import-needs-whole-sight", 403, "An import writes whatever its file names: whoever starts it sees all records and amounts.");
    public static readonly Refusal Over = new("import-over", 409, "The import is over.");

    public static readonly Refusal NoHeader = new("import-header-missing", 422, "A file begins with a line that names its columns.");
    public static readonly Refusal ColumnUnknown = new("import-column-unknown", 422, "A column of the file is no field and is mapped to none.");
    public static readonly Refusal ColumnMissing = new("import-column-missing", 422, "A field that every opportunity needs is in no column and has no default.");
    public static readonly Refusal NamedTwice = new("import-named-twice", 422, "Two columns are one field, or something is mapped twice.");
    public static readonly Refusal MappingWrong = new("import-mapping-wrong", 422, "The mapping names what there is not.");

    public static readonly Refusal QuoteNotClosed = new("import-quote-not-closed", 422, "A quote in this line is closed nowhere.");
    public static readonly Refusal RecordTooLong = new("import-record-too-long", 422, "A record is longer than 64 KB, or a quote in this line is not closed.");
    public static readonly Refusal TextBehindQuote = new("import-text-behind-quote", 422, "Behind a closing quote comes the field's end.");
    public static readonly Refusal NotUtf8 = new("import-not-utf8", 422, "The record is not written in UTF-8.");
    public static readonly Refusal TextUnclean = new("import-text-unclean", 422, "The record contains control characters.");
    public static readonly Refusal Uneven = new("import-record-uneven", 422, "The record has not as many fields as the file has columns.");
    public static readonly Refusal KeyRepeated = new("import-key-repeated", 422, "A key stands once in a file; what repeats it is not taken in.");
    public static readonly Refusal ValueMissing = new("import-value-missing", 422, "The field is empty and has no default.");
    public static readonly Refusal ValueTooLong = new("import-value-too-long", 422, "The text is longer than the field.");
    public static readonly Refusal NoNumber = new("import-number-unreadable", 422, "An amount is digits, with a decimal point, and nothing else.");
    public static readonly Refusal NoDay = new("import-day-unreadable", 422, "A day is written as 2026-01-31, a time as 2026-01-31 09:30:00 or with its zone as 2026-01-31T09:30:00+01:00.");
    public static readonly Refusal NoAddress = new("import-email-wrong", 422, "It is no e-mail address.");
    public static readonly Refusal Ambiguous = new("import-name-ambiguous", 422, "Several have this name.");
    public static readonly Refusal NoReason = new("import-record-failed", 422, "The record could not be taken in, though nothing is wrong with it that we know of.");

    /// <summary>Filled in by the database (<see cref="RepeatedKeys"/>).</summary>
    public const string StoodBefore = "It stands on line %s before.";

    /// <summary>The field that a refusal of the pipeline's is about; absent where it is about the whole record.</summary>
    public static ImportField? FieldOf(Refusal refusal) => refusal.Code switch
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
