using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

/// <summary>A parsed record. Owner and product are still names.</summary>
/// <param name="Stage">The stage of the record; a won or lost stage is the outcome. Null if the record names no stage.</param>
/// <param name="FilledFields">The fields that the record itself fills, one bit for each.</param>
internal sealed record ImportedDeal(CreateOpportunityRequest Request, string? Owner, string? Product, Stage? Stage, long FilledFields)
{
    public bool Fills(ImportField field) => (FilledFields & (1L << (int)field)) != 0;
}

/// <summary>Parses records by the plan. A record with several errors is refused for the first one.</summary>
internal sealed class ImportRecordParser(ImportPlan plan, IReadOnlyDictionary<string, SalesPipeline> pipelines, DateTimeOffset now)
{
    private const string NoReason = "not-recorded";

    private static readonly string[] Times =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK",
    ];

    private static readonly EmailAddressAttribute Address = new();

    private readonly int[] places = [.. Enum.GetValues<ImportField>().Select(field => plan.Fields.ToList().IndexOf(field))];
    private readonly NumberFormatInfo numbers = new() { NumberDecimalSeparator = plan.DecimalComma ? "," : "." };
    private string[] fields = [];
    private Refusal? firstError;
    private long filled;

    public Result<ImportedDeal> Parse(string[] record)
    {
        (fields, firstError, filled) = (record, null, 0);
        if (record.Length != plan.Header.Count)
        {
            return ImportRefusals.Uneven.Because($"The record has {record.Length} fields. The header has {plan.Header.Count} columns.");
        }

        var externalId = RequiredText(ImportField.ExternalId);
        var account = RequiredText(ImportField.Account);
        var currency = RequiredText(ImportField.Currency).ToUpperInvariant();
        var (amount, product) = (Amount(), Text(ImportField.Product));
        var (createdAt, closedAt) = (Time(ImportField.CreatedAt), Time(ImportField.ClosedAt));
        var (pipeline, stage) = (Text(ImportField.Pipeline), Stage());
        OpportunityOutcome? outcome = stage?.Kind switch
        {
            StageKind.Won => OpportunityOutcome.Won,
            StageKind.Lost => OpportunityOutcome.Lost,
            _ => null,
        };
        var expected = Time(ImportField.ExpectedCloseDate) ?? (outcome is null ? null : closedAt);
        if (expected is null)
        {
            FailAsMissing(ImportField.ExpectedCloseDate);
        }

        var deal = new ImportedDeal(
            new(new(null, account, Text(ImportField.AccountDomain)), Text(ImportField.Name) ?? product ?? externalId, amount, currency,
                expected is { } day ? DateOnly.FromDateTime(day.DateTime) : default, externalId,
                ExternalLeadId: Text(ImportField.Lead), Pipeline: pipeline, Stage: outcome is null ? stage?.Code : null,
                CreatedAt: createdAt?.ToUniversalTime() ?? (outcome is null ? now : null), Outcome: outcome,
                ClosedAt: closedAt?.ToUniversalTime(),
                Reason: outcome is null ? null : Text(ImportField.Reason) ?? NoReason, Contact: Contact()),
            Text(ImportField.Owner), product, stage, filled);
        return firstError is null ? deal : firstError;
    }

    /// <summary>The text without surrounding blanks; the default if it is empty.</summary>
    private string? Text(ImportField field)
    {
        var place = places[(int)field];
        var text = place < 0 ? "" : fields[place].Trim();
        filled |= text.Length > 0 ? 1L << (int)field : 0;
        text = text.Length > 0 ? text : plan.Defaults.GetValueOrDefault(field, "");
        if (text.Length > field.Length())
        {
            Fail(field, ImportRefusals.ValueTooLong.Because(
                $"{Column(field)} contains {text.Length} characters. At most {field.Length()} are accepted."));
            return null;
        }

        return text.Length > 0 ? text : null;
    }

    private string RequiredText(ImportField field)
    {
        var text = Text(field);
        if (text is null)
        {
            FailAsMissing(field);
        }

        return text ?? "";
    }

    private decimal Amount()
    {
        var text = RequiredText(ImportField.Amount);
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, numbers, out var amount))
        {
            var sample = plan.DecimalComma ? "a decimal comma, such as 1234,50" : "a decimal point, such as 1234.50";
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because(
                $"{Column(ImportField.Amount)} contains '{text}', which is not a number. Write digits with {sample}."));
        }

        return amount;
    }

    /// <summary>A time without a zone is in UTC. A time with an offset keeps it, because the offset belongs to the day that is written.</summary>
    private DateTimeOffset? Time(ImportField field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            Fail(field, ImportRefusals.NoDay.Because($"{Column(field)} contains '{text}', which is not a readable date or time. "
                + "Write 2026-01-31, 2026-01-31 09:30:00 or 2026-01-31T09:30:00+01:00."));
            return null;
        }

        if (field != ImportField.ExpectedCloseDate && OccurredTimes.Check(now, time).IsRefused(out var impossible))
        {
            Fail(field, impossible);
        }

        return time;
    }

    private Stage? Stage()
    {
        var text = Text(ImportField.Stage);
        var pipelineCode = Text(ImportField.Pipeline) ?? SalesPipeline.DefaultCode;
        if (!pipelines.TryGetValue(pipelineCode, out var pipeline))
        {
            Fail(ImportField.Pipeline, PipelineRefusals.PipelineNotDefined(pipelineCode, pipelines.Keys));
            return null;
        }

        if (text is null)
        {
            return null;
        }

        var code = plan.Stages.GetValueOrDefault(text, text);
        var stage = pipeline.FindStage(code)
            ?? pipeline.InUse.FirstOrDefault(one => string.Equals(one.Name, code, StringComparison.OrdinalIgnoreCase));
        if (stage is null)
        {
            Fail(ImportField.Stage, PipelineRefusals.StageNotInPipeline(code, pipeline));
        }

        return stage;
    }

    private ContactReference? Contact()
    {
        var (name, email, phone) = (Text(ImportField.Contact), Text(ImportField.ContactEmail), Text(ImportField.ContactPhone));
        if (email is not null && !Address.IsValid(email))
        {
            Fail(ImportField.ContactEmail, ImportRefusals.NoAddress.Because(
                $"{Column(ImportField.ContactEmail)} contains '{email}', which is not an e-mail address such as vera@acme.com."));
        }

        return name is null && email is null && phone is null ? null : new(null, name, email, phone);
    }

    private string Column(ImportField field) => $"Column '{plan.NameOf(field)}'";

    private void FailAsMissing(ImportField field) => Fail(field, ImportRefusals.ValueMissing
        .Because($"{Column(field)} is empty, and the field has no default. Fill it in, or import with a `default`."));

    private void Fail(ImportField field, Refusal error) => firstError ??= error.In(field);
}
