using Funnel.Imports;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Imports;

/// <summary>A parsed record. Owner and product are still names.</summary>
/// <param name="Stage">The stage of the record; a won or lost stage is the outcome. Null if the record names no stage.</param>
/// <param name="FilledFields">The fields that the record itself fills, one bit for each.</param>
internal sealed record ImportedDeal(CreateOpportunityRequest Request, string? Owner, string? Product, Stage? Stage, long FilledFields)
{
    public bool Fills(ImportField field) => (FilledFields & (1L << (int)field)) != 0;
}

/// <summary>A record with all its errors. It has no opportunity if it has errors.</summary>
internal sealed record ParsedRecord(ImportedDeal? Deal, IReadOnlyList<Refusal> Errors, IReadOnlyList<Refusal> Warnings);

/// <summary>Parses records by the plan. A record with several errors is refused with all of them.</summary>
internal sealed class ImportRecordParser(
    ImportPlan plan, IReadOnlyDictionary<string, SalesPipeline> pipelines, ReasonList reasons, DateTimeOffset now)
{
    public const string NoReason = "not-recorded";

    private readonly RecordText text = new(plan, now);
    private readonly List<Refusal> errors = [], warnings = [];

    public ParsedRecord Parse(string[] record)
    {
        errors.Clear();
        warnings.Clear();
        if (record.Length != plan.Header.Count)
        {
            return new(null, [ImportRefusals.Uneven.Because(RecordFault.Uneven(record.Length, plan.Header.Count).Detail)], []);
        }

        text.Begin(record, errors);
        var externalId = Required(ImportField.ExternalId);
        var account = Required(ImportField.Account);
        var currency = Required(ImportField.Currency).ToUpperInvariant();
        var (amount, product, pipeline) = (Amount(currency), Text(ImportField.Product), Pipeline());
        var stage = Stage(pipeline);
        var isClosed = stage?.Kind is StageKind.Won or StageKind.Lost;
        var reason = isClosed ? Reason(stage!.Kind) : null;
        var times = Times(isClosed);
        OpportunityOutcome? outcome = !isClosed ? null
            : stage!.Kind == StageKind.Won ? OpportunityOutcome.Won : OpportunityOutcome.Lost;
        CheckMoney(amount, currency, product);
        var deal = new ImportedDeal(
            new(new(null, account, Text(ImportField.AccountDomain)), Text(ImportField.Name) ?? product ?? externalId, amount ?? 0, currency,
                times.Expected ?? default, externalId, ExternalLeadId: Text(ImportField.Lead), Pipeline: Text(ImportField.Pipeline),
                Stage: isClosed ? null : stage?.Code, CreatedAt: times.Created ?? (isClosed ? null : now), Outcome: outcome,
                ClosedAt: times.Closed, Reason: reason, Contact: Contact()),
            Text(ImportField.Owner), product, stage, text.Filled);
        text.CheckNameless();
        // A field is told once: a text that is too long is not missing, too.
        List<Refusal> found =
            [.. errors.DistinctBy(error => ImportRefusals.FieldOf(error) is { } field ? field.ToString() : error.Detail)];
        return found.Count > 0 ? new(null, found, []) : new(deal, [], [.. warnings]);
    }

    private string? Text(ImportField field) => text.Of(field);

    private string Required(ImportField field)
    {
        var found = Text(field);
        if (found is null)
        {
            FailAsMissing(field);
        }

        return found ?? "";
    }

    private decimal? Amount(string currency)
    {
        if (Required(ImportField.Amount) is not { Length: > 0 } written)
        {
            return null;
        }

        if (!NumberReader.TryRead(written, plan.DecimalMark, plan.LikelyMark, out var number))
        {
            var sample = plan.DecimalMark switch
            {
                DecimalMark.Comma => "with a decimal comma, such as 1234,50",
                DecimalMark.Point => "with a decimal point, such as 1234.50",
                _ => "such as 1234.50 or 1.234,50",
            };
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because(
                $"{Column(ImportField.Amount)} contains '{written}', which is not a number. Write digits {sample}."));
            return null;
        }

        if (number.Currency is { } beside && currency.Length > 0 && beside != currency)
        {
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because($"{Column(ImportField.Amount)} contains '{written}', "
                + $"but the currency of the record is {currency}. Write the amount in {currency}, or the currency {beside}."));
        }

        return number.Value;
    }

    private void CheckMoney(decimal? amount, string currency, string? product)
    {
        if (amount is not { } known || currency.Length == 0)
        {
            return;
        }

        if (Money.Of(known, currency).IsRefused(out var refusal, out _))
        {
            errors.Add(refusal.In(ImportRefusals.FieldOf(refusal) ?? ImportField.Amount));
        }
        else if (product is not null && Money.Round(known, currency) != known)
        {
            Fail(ImportField.Amount, ImportRefusals.NoNumber.Because(
                $"{Column(ImportField.Amount)} contains {known}. An amount in {currency} with a product has at "
                    + $"most {Money.Decimals(currency)} decimals."));
        }
    }

    /// <summary>A closed opportunity is never closed "now": without a date it is refused.</summary>
    private (DateOnly? Expected, DateTimeOffset? Created, DateTimeOffset? Closed) Times(bool isClosed)
    {
        var (expected, close) = (text.Time(ImportField.ExpectedCloseDate), text.Time(ImportField.CloseDate));
        var (created, closed) = (text.Moment(ImportField.CreatedAt), text.Time(ImportField.ClosedAt));
        var closing = closed ?? (isClosed ? close : null);
        var closedAt = closing?.In(text.Zone);
        // A date without a time is the whole day. An opportunity can be created and closed on one day.
        if (closing is { Time: null } && created is { } began && closedAt is { } ended && began > ended && began < ended.AddDays(1))
        {
            closedAt = began;
        }

        var closingField = closed is null ? ImportField.CloseDate : ImportField.ClosedAt;
        foreach (var (field, moment) in new[] { (ImportField.CreatedAt, created), (closingField, closedAt) })
        {
            if (OccurredTimes.Check(now, moment).IsRefused(out var impossible))
            {
                Fail(field, impossible);
            }
        }

        if (isClosed && closedAt is null && !errors.Exists(error => ImportRefusals.FieldOf(error) is ImportField.ClosedAt
            or ImportField.CloseDate))
        {
            var field = text.HasColumn(ImportField.CloseDate) ? ImportField.CloseDate : ImportField.ClosedAt;
            Fail(field, ImportRefusals.ValueMissing.Because(text.HasColumn(field)
                ? $"{Column(field)} is empty, and the opportunity is closed. Write the day on which it was won or lost."
                : "The opportunity is closed, and no column says when. Map a column to `closedAt`, or to `closeDate` if one column has the "
                    + "closing dates of open and closed opportunities."));
        }

        // The default of the expected date is for open opportunities: closed ones have their own date.
        var day = text.IsFilled(ImportField.ExpectedCloseDate) ? expected?.Day : null;
        day ??= close?.Day ?? (isClosed ? closing?.Day : null) ?? expected?.Day;
        var source = text.HasColumn(ImportField.CloseDate) ? ImportField.CloseDate : ImportField.ExpectedCloseDate;
        if (day is null && !isClosed && !errors.Exists(error => ImportRefusals.FieldOf(error) == source))
        {
            FailAsMissing(source);
        }
        else if (day is { } found && PipelineRefusals.CheckCloseDate(found, now).IsRefused(out var refusal))
        {
            errors.Add(refusal.In(source));
        }

        return (day, created, closedAt);
    }

    private SalesPipeline? Pipeline()
    {
        var code = Text(ImportField.Pipeline) ?? SalesPipeline.DefaultCode;
        if (!pipelines.TryGetValue(code, out var pipeline))
        {
            Fail(ImportField.Pipeline, PipelineRefusals.PipelineNotDefined(code, pipelines.Keys));
        }

        return pipeline;
    }

    /// <summary>The stage, or the stage of the outcome if the record names an outcome beside the stage.</summary>
    private Stage? Stage(SalesPipeline? pipeline)
    {
        var (code, told) = (Text(ImportField.Stage), Text(ImportField.Outcome));
        if (pipeline is null)
        {
            return null;
        }

        var stage = code is null ? null : FindStage(pipeline, code)
            ?? (plan.Values.GetValueOrDefault(ImportField.Stage)?.GetValueOrDefault("*") is { } other ? FindStage(pipeline, other) : null);
        if (code is not null && stage is null)
        {
            Fail(ImportField.Stage, PipelineRefusals.StageNotInPipeline(code, pipeline));
        }

        if (told is null)
        {
            return stage;
        }

        var outcome = told.ToUpperInvariant() switch
        {
            "OPEN" => StageKind.Open,
            "WON" => StageKind.Won,
            "LOST" => StageKind.Lost,
            _ => (StageKind?)null,
        };
        if (outcome is null || (stage is { Kind: not StageKind.Open } && stage.Kind != outcome))
        {
            Fail(ImportField.Outcome, ImportRefusals.OutcomeUnclear.Because(outcome is null
                ? $"{Column(ImportField.Outcome)} contains '{told}'. Accepted are open, won and lost; map other texts with `values`."
                : $"{Column(ImportField.Outcome)} contains '{told}', but the stage '{stage!.Code}' is "
                    + $"{stage.Kind.ToString().ToLowerInvariant()}. Correct one of them."));
            return stage;
        }

        return outcome == StageKind.Open ? stage
            : pipeline.StageOf(outcome == StageKind.Won ? OpportunityStatus.Won : OpportunityStatus.Lost);
    }

    private static Stage? FindStage(SalesPipeline pipeline, string code) => pipeline.FindStage(code)
        ?? pipeline.InUse.FirstOrDefault(one => TextKey.AreSame(one.Name, code));

    private string? Reason(StageKind kind)
    {
        var list = kind == StageKind.Won ? ReasonKind.Win : ReasonKind.Loss;
        if (Text(ImportField.Reason) is not { } told || reasons.Find(list, told) is not null)
        {
            return reasons.Find(list, Text(ImportField.Reason) ?? NoReason) ?? NoReason;
        }

        var other = plan.Values.GetValueOrDefault(ImportField.Reason)?.GetValueOrDefault("*");
        if (other is not null && reasons.Find(list, other) is { } found)
        {
            warnings.Add(ImportRefusals.ReasonNotKept.Because($"{Column(ImportField.Reason)} contains '{told}', which is not a reason. "
                + $"The opportunity got the reason '{found}'.").In(ImportField.Reason));
            return found;
        }

        errors.Add(reasons.Check(list, told).Refusal!.In(ImportField.Reason));
        return null;
    }

    private ContactReference? Contact()
    {
        var (name, email, phone) = (Text(ImportField.Contact), Text(ImportField.ContactEmail), Text(ImportField.ContactPhone));
        if (email is not null && EmailAddress.Normalise(email) is null)
        {
            Fail(ImportField.ContactEmail, ImportRefusals.NoAddress.Because(
                $"{Column(ImportField.ContactEmail)} contains '{email}', which is not an e-mail address such as vera@acme.com."));
        }

        return name is null && email is null && phone is null ? null
            : new(null, name, email, phone is null ? null : TypedText.Untyped(phone));
    }

    private string Column(ImportField field) => $"Column '{plan.NameOf(field)}'";

    private void FailAsMissing(ImportField field) => Fail(field, ImportRefusals.ValueMissing.Because(text.HasColumn(field)
        ? $"{Column(field)} is empty, and the field has no default. Fill it in, or import with a `default`."
        : $"No column has the field '{field.ApiName()}', and it has no default. Map a column to it, or import with a `default`."));

    private void Fail(ImportField field, Refusal error) => errors.Add(error.In(field));
}
