using Funnel.Sales.Imports;

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
        Assert.Equal("Map these columns to fields, or leave them out: 'key'.", ImportPlan.Of(Header, new(), Importer).Refusal?.Detail);
        Assert.Equal("Map a column to each of these fields, or give a default: externalId.",
            ImportPlan.Of(Header, new(Column: ["key:-"]), Importer).Refusal?.Detail);
        Assert.Equal("The field 'account' has 2 columns.",
            ImportPlan.Of([.. Header, "x"], new(Column: ["key:externalId", "x:account"]), Importer).Refusal?.Detail);
        Assert.Equal("import-mapping-wrong", ImportPlan.Of(Header, new(Column: ["key"]), Importer).Refusal?.Code);
        Assert.Equal(
            "`policy` is 'currency:overwrite'. Accepted are overwrite, fill and skip for the fields name, owner, amount, "
                + "expectedCloseDate, stage.",
            ImportPlan.Of(Header, new(Column: ["key:externalId"], Policy: ["currency:overwrite"]), Importer).Refusal?.Detail);
    }

    [Fact]
    public void A_record_becomes_an_opportunity_with_the_outcome_of_its_stage()
    {
        var open = Parse(new(Column: ["key:externalId"]), "k1", "Acme", "12.50", "eur", "2026-06-30", "Proof").Value!;
        Assert.Equal(("k1", "k1", "Acme", 12.50m, "EUR", "proof"), (open.Request.ExternalId, open.Request.Name, open.Request.Account.Name,
            open.Request.Amount, open.Request.Currency, open.Request.Stage));
        Assert.Equal((Now, null, true, false),
            (open.Request.CreatedAt, open.Request.Outcome, open.Fills(ImportField.Stage), open.Fills(ImportField.Name)));
        var won = Parse(new(Column: ["key:externalId"], DecimalComma: true), "k1", "Acme", "12,50", "EUR", "2026-06-30", "won").Value!;
        Assert.Equal((12.50m, OpportunityOutcome.Won, "not-recorded", null),
            (won.Request.Amount, won.Request.Outcome, won.Request.Reason, won.Request.Stage));
    }

    [Theory]
    [InlineData("", "Acme", "1", "2026-06-30", "start", "key",
        "Column 'key' is empty, and the field has no default. Fill it in, or import with a `default`.")]
    [InlineData("k", "Acme", "12,5", "2026-06-30", "start", "amount",
        "Column 'amount' contains '12,5', which is not a number. Write digits with a decimal point, such as 1234.50.")]
    [InlineData("k", "Acme", "1", "31.12.2026", "start", "expectedCloseDate",
        "Column 'expectedCloseDate' contains '31.12.2026', which is not a readable date or time. Write 2026-01-31, 2026-01-31 09:30:00 or "
            + "2026-01-31T09:30:00+01:00.")]
    [InlineData("k", "Acme", "1", "2026-06-30", "nowhere", "stage",
        "`stage` is 'nowhere', which pipeline 'default' does not have. Its stages are: start, proof, won, lost.")]
    public void A_record_is_refused_with_its_column_its_value_and_what_is_accepted(
        string key, string account, string amount, string day, string stage, string column, string detail)
    {
        var plan = Plan(new(Column: ["key:externalId"]));
        var refusal = Parse(new(Column: ["key:externalId"]), key, account, amount, "EUR", day, stage).Refusal!;
        Assert.Equal((column, detail), (plan.NameOf(ImportRefusals.FieldOf(refusal)!.Value), refusal.Detail));
    }

    [Fact]
    public void A_record_with_another_number_of_fields_is_refused_as_a_whole()
    {
        var refusal = Parse(new(Column: ["key:externalId"]), "k", "Acme").Refusal!;
        Assert.Equal((null, "The record has 2 fields. The header has 6 columns."), (ImportRefusals.FieldOf(refusal), refusal.Detail));
    }

    [Fact]
    public void Records_without_an_owner_belong_to_the_importer_or_the_plan_says_otherwise()
    {
        ImportOptions options = new(Column: ["key:externalId"]);
        Assert.Equal(Importer, Plan(options).OwnerId);
        Assert.Null(Plan(options with { Unassigned = true }).OwnerId);
        Assert.Equal("import-owner-missing", ImportPlan.Of(Header, options, null).Refusal?.Code);
        Assert.Null(ImportPlan.Of(Header, options with { Unassigned = true }, null).Refusal);
        Assert.Null(ImportPlan.Of(Header, options with { Default = ["owner:Ana"] }, null).Refusal);
    }

    private static ImportPlan Plan(ImportOptions options) => ImportPlan.Of(Header, options, Importer).Value!;

    private static Result<ImportedDeal> Parse(ImportOptions options, params string[] record) =>
        new ImportRecordParser(Plan(options), Pipelines, Now).Parse(record);
}
