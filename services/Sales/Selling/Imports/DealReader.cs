using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

/// <summary>A record as an opportunity to be taken in; owner and product are still names.</summary>
/// <param name="Stage">Where it stands; its outcome where that is won or lost. Absent where the file does not say.</param>
/// <param name="Said">The fields that the record itself fills, a bit each.</param>
internal sealed record ImportedDeal(CreateOpportunityRequest Request, string? Owner, string? Product, Stage? Stage, long Said)
{
    public bool Says(ImportField field) => (Said & (1L << (int)field)) != 0;
}

/// <summary>Why a record is not taken in.</summary>
/// <param name="Field">Absent where it is about the whole record.</param>
internal sealed record ImportFault(ImportField? Field, Refusal Why);

/// <summary>Reads records as a plan says. What a record says wrongly is told by its first fault.</summary>
internal sealed class DealReader(ImportPlan plan, IReadOnlyDictionary<string, SalesPipeline> pipelines, DateTimeOffset now)
{
    private const string NoReason = "not-recorded";
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK"];
    private static readonly EmailAddressAttribute Address = new();

    private readonly int[] places = [.. Enum.GetValues<ImportField>().Select(field => plan.Fields.ToList().IndexOf(field))];
    private readonly NumberFormatInfo numbers = new() { NumberDecimalSeparator = plan.DecimalComma ? "," : "." };
    private string[] fields = [];
    private ImportFault? fault;
    private long said;

    public (ImportedDeal? Deal, ImportFault? Fault) Read(string[] record)
    {
        (fields, fault, said) = (record, null, 0);
        if (record.Length != plan.Header.Count)
        {
            return (null, new(null, ImportRefusals.Uneven.Because($"It has {record.Length}, the file {plan.Header.Count}.")));
        }

        var externalId = Needed(ImportField.ExternalId);
        var account = Needed(ImportField.Account);
        var currency = Needed(ImportField.Currency).ToUpperInvariant();
        var (amount, product) = (Amount(), Text(ImportField.Product));
        var (createdAt, closedAt) = (Time(ImportField.CreatedAt), Time(ImportField.ClosedAt));
        var (pipeline, stage) = (Text(ImportField.Pipeline), Stage());
        OpportunityOutcome? outcome = stage?.Kind switch { StageKind.Won => OpportunityOutcome.Won, StageKind.Lost => OpportunityOutcome.Lost, _ => null };
        var expected = Time(ImportField.ExpectedCloseDate) ?? (outcome is null ? null : closedAt);
        if (expected is null)
        {
            Fail(ImportField.ExpectedCloseDate, ImportRefusals.ValueMissing);
        }

        if (product is not null && Money.Round(amount, currency) != amount)
        {
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because($"{currency} has no smaller coin than is paid, and a line is what is paid."));
        }

        var deal = new ImportedDeal(
            new(new(null, account, Text(ImportField.AccountDomain)), Text(ImportField.Name) ?? product ?? externalId, amount, currency,
                expected is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : default, externalId, ExternalLeadId: Text(ImportField.Lead), Pipeline: pipeline,
                Stage: outcome is null ? stage?.Code : null, CreatedAt: createdAt ?? (outcome is null ? now : null), Outcome: outcome, ClosedAt: closedAt,
                Reason: outcome is null ? null : Text(ImportField.Reason) ?? NoReason, Contact: Contact()),
            Text(ImportField.Owner), product, stage, said);
        return fault is null ? (deal, null) : (null, fault);
    }

    /// <summary>Without blanks around it; the default where it is empty.</summary>
    private string? Text(ImportField field)
    {
        var place = places[(int)field];
        var text = place < 0 ? "" : fields[place].Trim();
        said |= text.Length > 0 ? 1L << (int)field : 0;
        text = text.Length > 0 ? text : plan.Defaults.GetValueOrDefault(field, "");
        if (text.Length > field.Length())
        {
            Fail(field, ImportRefusals.ValueTooLong.Because($"It has {text.Length} characters; {field.Length()} fit."));
            return null;
        }

        return text.Length > 0 ? text : null;
    }

    private string Needed(ImportField field)
    {
        var text = Text(field);
        if (text is null)
        {
            Fail(field, ImportRefusals.ValueMissing);
        }

        return text ?? "";
    }

    private decimal Amount()
    {
        if (!decimal.TryParse(Needed(ImportField.Amount), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, numbers, out var amount))
        {
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because($"'{Text(ImportField.Amount)}' is none."));
        }

        return amount;
    }

    /// <summary>What says no zone is in UTC.</summary>
    private DateTimeOffset? Time(ImportField field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            Fail(field, ImportRefusals.NoDay.Because($"'{text}' is neither."));
            return null;
        }

        if (field != ImportField.ExpectedCloseDate && OccurredTimes.Check(now, time).Refusal is { } impossible)
        {
            Fail(field, impossible);
        }

        return time;
    }

    private Stage? Stage()
    {
        var text = Text(ImportField.Stage);
        if (!pipelines.TryGetValue(Text(ImportField.Pipeline) ?? SalesPipeline.DefaultCode, out var pipeline))
        {
            Fail(ImportField.Pipeline, PipelineRefusals.PipelineNotFound.Because($"'{Text(ImportField.Pipeline)}' is none."));
            return null;
        }

        if (text is null)
        {
            return null;
        }

        var code = plan.Stages.GetValueOrDefault(text, text);
        var stage = pipeline.Find(code) ?? pipeline.Stages.FirstOrDefault(one => one.RetiredAt is null && string.Equals(one.Name, code, StringComparison.OrdinalIgnoreCase));
        if (stage is null)
        {
            Fail(ImportField.Stage, PipelineRefusals.StageNotInPipeline(code, pipeline.Code));
        }

        return stage;
    }

    private ContactReference? Contact()
    {
        var (name, email, phone) = (Text(ImportField.Contact), Text(ImportField.ContactEmail), Text(ImportField.ContactPhone));
        if (email is not null && !Address.IsValid(email))
        {
            Fail(ImportField.ContactEmail, ImportRefusals.NoAddress.Because($"'{email}' is none."));
        }

        return name is null && email is null && phone is null ? null : new(null, name, email, phone);
    }

    private void Fail(ImportField field, Refusal why) => fault ??= new(field, why);
}
