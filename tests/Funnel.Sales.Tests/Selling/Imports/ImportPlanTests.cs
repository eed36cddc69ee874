using Funnel.Imports;
using Funnel.Sales.Imports;
using Funnel.Sales.Reasons;

namespace Funnel.Sales.Tests.Imports;

/// <summary>The rules of an import plan and of parsing a record, without HTTP and database.</summary>
public sealed class ImportPlanTests
{
    private static readonly Guid Importer = Guid.CreateVersion7();

    private static readonly string[] Header = ["key", "Account", "amount", "currency", "expectedCloseDate", "stage"];
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");
    private static readonly Dictionary<string, SalesPipeline> Pipelines = new() { ["default"] = SalesPipelineTests.Defined("default") };

    [Fact]
    public void A_column_is_a_field_by_its_name_or_by_its_mapping()
    {
        var plan = Plan(new(Column: ["key:externalId"], Default: ["owner:Ana"]));
        Assert.Equal(
            [ImportField.ExternalId, ImportField.Account, ImportField.Amount, ImportField.Currency, ImportField.ExpectedCloseDate,
                ImportField.Stage],
            plan.Fields);
        Assert.Equal(("key", "owner"), (plan.NameOf(ImportField.ExternalId), plan.NameOf(ImportField.Owner)));
        Assert.Equal(ImportPolicy.Skip, plan.PolicyOf(ImportField.Amount));
    }

    [Fact]
    public void A_plan_is_refused_with_the_values_that_are_wrong_and_what_is_accepted()
    {
        Assert.Equal("Map these columns to fields, or leave them out: 'key'.", Of(Header, new(), Importer).Refusal?.Detail);
        Assert.Equal("Map a column to each of these fields, or give a default: externalId. The columns of the file are: key, Account, "
                + "amount, currency, expectedCloseDate, stage.",
            Of(Header, new(Column: ["key:-"]), Importer).Refusal?.Detail);
        Assert.Equal("The field 'account' has 2 columns: 'Account', 'x'. Leave out all but one of them.",
            Of([.. Header, "x"], new(Column: ["key:externalId", "x:account"]), Importer).Refusal?.Detail);
        Assert.Equal("import-mapping-wrong", Of(Header, new(Column: ["key"]), Importer).Refusal?.Code);
        Assert.Equal(
            "`policy` is 'currency:overwrite'. Accepted are overwrite, fill and skip for the fields name, owner, amount, "
                + "expectedCloseDate, stage.",
            Of(Header, new(Column: ["key:externalId"], Policy: ["currency:overwrite"]), Importer).Refusal?.Detail);
    }

    [Fact]
    public void A_record_becomes_an_opportunity_with_the_outcome_of_its_stage()
    {
        var open = Deal(new(Column: ["key:externalId"]), "k1", "Acme", "12.50", "eur", "2026-06-30", "Proof");
        Assert.Equal(("k1", "k1", "Acme", 12.50m, "EUR", "proof"), (open.Request.ExternalId, open.Request.Name, open.Request.Account.Name,
            open.Request.Amount, open.Request.Currency, open.Request.Stage));
        Assert.Equal((Now, null, true, false),
            (open.Request.CreatedAt, open.Request.Outcome, open.Fills(ImportField.Stage), open.Fills(ImportField.Name)));
        var won = Deal(new(Column: ["key:externalId", "expectedCloseDate:closedAt"], DecimalComma: true),
            "k1", "Acme", "1.212,50", "EUR", "2025-06-30", "won");
        Assert.Equal((1212.50m, OpportunityOutcome.Won, "not-recorded", null),
            (won.Request.Amount, won.Request.Outcome, won.Request.Reason, won.Request.Stage));
    }

    [Fact]
    public void One_closing_date_is_expected_of_an_open_opportunity_and_actual_of_a_closed_one()
    {
        ImportOptions options = new(Column: ["key:externalId", "expectedCloseDate:expectedCloseDate", "expectedCloseDate:closedAt"]);
        var open = Deal(options, "k", "Acme", "1", "EUR", "2026-06-30T23:30:00-05:00", "start").Request;
        Assert.Equal((new DateOnly(2026, 6, 30), null), (open.ExpectedCloseDate, open.ClosedAt));
        var won = Deal(options, "k", "Acme", "1", "EUR", "2025-06-30T23:30:00-05:00", "won").Request;
        Assert.Equal((new DateOnly(2025, 6, 30), DateTimeOffset.Parse("2025-07-01T04:30:00Z")), (won.ExpectedCloseDate, won.ClosedAt));
        var missing = Parse(options, "k", "Acme", "1", "EUR", "", "lost").Errors.Single();
        Assert.Equal((ImportField.CloseDate, "Column 'expectedCloseDate' is empty, and the opportunity is closed. "
            + "Write the day on which it was won or lost."), (ImportRefusals.FieldOf(missing), missing.Detail));
    }

    [Fact]
    public void A_closed_record_without_a_closing_time_is_refused_and_never_closed_now()
    {
        var error = Parse(new(Column: ["key:externalId"]), "k", "Acme", "1", "EUR", "2025-06-30", "won").Errors.Single();
        Assert.Equal(("import-value-missing", ImportField.ClosedAt), (error.Code, ImportRefusals.FieldOf(error)));
        Assert.StartsWith("The opportunity is closed, and no column says when. Map a column to `closedAt`", error.Detail);
    }

    [Theory]
    [InlineData("Open", "proof", null)]
    [InlineData("WON", "proof", OpportunityOutcome.Won)]
    [InlineData("lost", "", OpportunityOutcome.Lost)]
    [InlineData("", "won", OpportunityOutcome.Won)]
    public void An_outcome_stands_beside_the_stage(string outcome, string stage, OpportunityOutcome? expected)
    {
        string[] header = ["externalId", "account", "amount", "currency", "closeDate", "stage", "outcome"];
        var plan = Of(header, new(Unassigned: true), null).Value!;
        var parser = new ImportRecordParser(plan, Pipelines, Reasons, Now);
        var deal = parser.Parse(["k", "Acme", "1", "EUR", "2025-06-30", stage, outcome]).Deal!;
        Assert.Equal((expected, expected is null ? "proof" : null), (deal.Request.Outcome, deal.Request.Stage));
        Assert.True(deal.Fills(ImportField.Stage));
        Assert.Equal("Column 'outcome' contains 'Lost', but the stage 'won' is won. Correct one of them.",
            parser.Parse(["k", "Acme", "1", "EUR", "2025-06-30", "won", "Lost"]).Errors.Single().Detail);
        Assert.Equal("Column 'outcome' contains 'Deleted'. Accepted are open, won and lost; map other texts with `values`.",
            parser.Parse(["k", "Acme", "1", "EUR", "2025-06-30", "proof", "Deleted"]).Errors.Single().Detail);
    }

    [Fact]
    public void All_errors_of_a_record_are_told_at_once()
    {
        var errors = Parse(new(Column: ["key:externalId"]), "", "", "ten", "XXX", "31.13.2026", "nowhere").Errors;
        Assert.Equal(["key", "Account", "amount", "expectedCloseDate", "stage"],
            errors.Select(error => Plan(new(Column: ["key:externalId"])).NameOf(ImportRefusals.FieldOf(error)!.Value))
                .Order(StringComparer.Ordinal).OrderBy(name => Array.IndexOf(Header, name)));
    }

    [Fact]
    public void A_reason_is_read_by_its_table_by_its_code_or_by_its_label()
    {
        string[] header = ["externalId", "account", "amount", "currency", "closedAt", "stage", "reason"];
        DealMapping mapping = new(Unassigned: true, FirstOf: ["reason"],
            Values: new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["reason"] = new Dictionary<string, string> { ["Too dear"] = "price" },
            });
        Assert.Equal(["price", "price", "price", "not-recorded"],
            new[] { "too dear", "PRICE", "Price;Timing", "" }.Select(reason => Read(mapping, reason).Deal!.Request.Reason));
        var refused = Read(mapping, "Bad luck").Errors.Single();
        Assert.Equal("`reason` is 'Bad luck'. The loss reasons are: not-recorded, price.", refused.Detail);
        var kept = Read(mapping.With(new(Values: new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["reason"] = new Dictionary<string, string> { ["*"] = "not-recorded" },
        })), "Bad luck");
        Assert.Equal(("not-recorded", "Column 'reason' contains 'Bad luck', which is not a reason. The opportunity got the reason "
            + "'not-recorded'."), (kept.Deal!.Request.Reason, kept.Warnings.Single().Detail));

        ParsedRecord Read(DealMapping how, string reason) =>
            new ImportRecordParser(ImportPlan.Of(header, how, false, null).Value!, Pipelines, Reasons, Now)
                .Parse(["k", "Acme", "1", "EUR", "2025-06-30", "lost", reason]);
    }

    [Fact]
    public void The_dates_of_a_file_decide_the_order_of_day_and_month_or_it_is_asked()
    {
        string[] header = ["externalId", "account", "amount", "currency", "createdAt", "closeDate"];
        var plan = Of(header, new(Unassigned: true), null).Value!;
        var formats = new ColumnFormats(plan);
        formats.Add(["k", "Acme", "1.234", "EUR", "03/04/2025", "13/04/2026"]);
        formats.Add(["k", "Acme", "12,5", "EUR", "05/04/2025", "01/02/2026"]);
        var request = new ImportRecordParser(formats.Complete().Value!, Pipelines, Reasons, Now)
            .Parse(["k", "Acme", "1.234", "EUR", "03/04/2025", "01/02/2026"]).Deal!.Request;
        Assert.Equal((1234m, DateTimeOffset.Parse("2025-04-03T00:00:00Z"), new DateOnly(2026, 2, 1)),
            (request.Amount, request.CreatedAt!.Value, request.ExpectedCloseDate));

        var unclear = new ColumnFormats(plan);
        unclear.Add(["k", "Acme", "1", "EUR", "", "01/02/2026"]);
        Assert.Equal("Column 'closeDate' contains '01/02/2026', which can begin with the day or with the month, and no other date of the "
            + "file decides. Import with `dateOrder`: dayMonth or monthDay.", unclear.Complete().Refusal?.Detail);
        unclear.Add(["k", "Acme", "1", "EUR", "", "13/02/2026"]);
        unclear.Add(["k", "Acme", "1", "EUR", "", "02/13/2026"]);
        Assert.Contains("the other dates of the column contradict each other", unclear.Complete().Refusal?.Detail);
        var asked = new ColumnFormats(Of(header, new(Unassigned: true, DateOrder: "monthDay"), null).Value!);
        asked.Add(["k", "Acme", "1", "EUR", "", "01/02/2026"]);
        Assert.Equal(DayOrder.MonthDay, asked.Complete().Value!.DateOrders![ImportField.CloseDate]);
    }

    [Theory]
    [InlineData("", "Acme", "1", "2026-06-30", "start", "key",
        "Column 'key' is empty, and the field has no default. Fill it in, or import with a `default`.")]
    [InlineData("k", "Acme", "12,5,0", "2026-06-30", "start", "amount",
        "Column 'amount' contains '12,5,0', which is not a number. Write digits such as 1234.50 or 1.234,50.")]
    [InlineData("k", "Acme", "1", "31.13.2026", "start", "expectedCloseDate",
        "Column 'expectedCloseDate' contains '31.13.2026', which is not a readable date or time. Write 2026-01-31, 2026-01-31 09:30:00 or "
            + "2026-01-31T09:30:00+01:00.")]
    [InlineData("k", "Acme", "1", "2026-06-30", "nowhere", "stage",
        "`stage` is 'nowhere', which pipeline 'default' does not have. Its stages are: start, proof, won, lost.")]
    public void A_record_is_refused_with_its_column_its_value_and_what_is_accepted(
        string key, string account, string amount, string day, string stage, string column, string detail)
    {
        var plan = Plan(new(Column: ["key:externalId"]));
        var refusal = Parse(new(Column: ["key:externalId"]), key, account, amount, "EUR", day, stage).Errors.Single();
        Assert.Equal((column, detail), (plan.NameOf(ImportRefusals.FieldOf(refusal)!.Value), refusal.Detail));
    }

    [Fact]
    public void A_record_with_another_number_of_fields_is_refused_as_a_whole()
    {
        var refusal = Parse(new(Column: ["key:externalId"]), "k", "Acme").Errors.Single();
        Assert.Equal((null, "The record has 2 fields. The header has 6 columns. Write one field for each column."),
            (ImportRefusals.FieldOf(refusal), refusal.Detail));
    }

    [Fact]
    public void Records_without_an_owner_belong_to_the_importer_or_the_plan_says_otherwise()
    {
        ImportOptions options = new(Column: ["key:externalId"]);
        Assert.Equal(Importer, Plan(options).OwnerId);
        Assert.Null(Plan(options with { Unassigned = true }).OwnerId);
        Assert.Equal("import-owner-missing", Of(Header, options, null).Refusal?.Code);
        Assert.Null(Of(Header, options with { Unassigned = true }, null).Refusal);
        Assert.Null(Of(Header, options with { Default = ["owner:Ana"] }, null).Refusal);
    }

    private static readonly ReasonList Reasons = new([(ReasonKind.Win, "not-recorded", "Not recorded"),
        (ReasonKind.Loss, "not-recorded", "Not recorded"), (ReasonKind.Loss, "price", "Price")]);

    private static Result<ImportPlan> Of(string[] header, ImportOptions options, Guid? importer) =>
        options.ToMapping().IsRefused(out var refusal, out var mapping) ? refusal : ImportPlan.Of(header, mapping, false, importer);

    private static ImportPlan Plan(ImportOptions options) => Of(Header, options, Importer).Value!;

    private static ParsedRecord Parse(ImportOptions options, params string[] record) =>
        new ImportRecordParser(Plan(options), Pipelines, Reasons, Now).Parse(record);

    private static ImportedDeal Deal(ImportOptions options, params string[] record) => Parse(options, record).Deal!;
}
