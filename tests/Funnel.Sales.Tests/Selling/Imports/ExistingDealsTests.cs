using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

/// <summary>The effect of an import on existing opportunities.</summary>
public sealed class ExistingDealsTests(SalesFixture fixture)
{
    private const string Header = "externalId,account,amount,currency,expectedCloseDate,name,owner,stage,closedAt";

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Policies_skip_fill_and_overwrite_and_an_empty_field_deletes_nothing()
    {
        var key = Steps.New("deal");
        var (ana, ben) = (fixture.Team[0], fixture.Team[1]);
        await sales.Import($"{Header}\n{key},A {key},100,EUR,2030-01-01,First,,qualification,\n");

        var skipped = await sales.Import($"{Header}\n{key},A {key},200,EUR,2031-01-01,Second,{ana.ExternalId},proposal,\n");
        Assert.Equal((0, 1), (skipped.Changed, skipped.Unchanged));
        Assert.Equal("100.00|First||qualification", await Now(key));

        var filled =
            await sales.Import($"{Header}\n{key},A {key},200,EUR,2031-01-01,Second,{ana.ExternalId},proposal,\n",
                Policy("owner:fill", "amount:overwrite"));
        Assert.Equal((1, 0), (filled.Changed, filled.Unchanged));
        Assert.Equal("200.00|First|Ana|qualification", await Now(key));

        var full =
            await sales.Import($"{Header}\n{key},A {key},200,EUR,2031-01-01,Second,{ben.ExternalId},,\n",
                Policy("owner:fill", "amount:overwrite", "stage:overwrite"));
        Assert.Equal((0, 1), (full.Changed, full.Unchanged));

        var empty =
            await sales.Import($"{Header}\n{key},A {key},,EUR,2031-01-01,,,,\n",
                $"{Policy("owner:overwrite", "amount:overwrite", "name:overwrite", "stage:overwrite")}&default=amount:7&"
                    + "default=stage:discovery");
        Assert.Equal((0, 1), (empty.Changed, empty.Unchanged));
        Assert.Equal("200.00|First|Ana|qualification", await Now(key));
        Assert.Equal(1,
            await sales.Count(
                $"audit.lines a join opportunities o on o.id::text = a.entity_id where o.external_id = '{key}' and "
                    + "a.action = 'changed' and a.after::text like '%200%'"));
    }

    [Fact]
    public async Task Policies_change_and_close_open_opportunities_and_a_closed_one_is_reported()
    {
        var key = Steps.New("deal");
        await sales.Import($"{Header}\n{key},A {key},100,EUR,2030-01-01,First,,qualification,\n", "default=createdAt:2020-01-01");
        var all = Policy("name:overwrite", "owner:overwrite", "amount:overwrite", "expectedCloseDate:overwrite", "stage:overwrite");
        Assert.Equal(1,
            (await sales.Import($"{Header}\n{key},A {key},150,EUR,2030-02-01,Second,{fixture.Team[2].ExternalId},Proposal,\n",
                all)).Changed);
        Assert.Equal("150.00|Second|Chris|proposal", await Now(key));
        var won =
            $"{Header},reason\n{key},A {key},160,EUR,2030-02-01,Second,{fixture.Team[2].ExternalId},"
                + $"Won,{DateTime.UnixEpoch.AddYears(56):yyyy-MM-dd},price\n";
        Assert.Equal(1, (await sales.Import(won, all)).Changed);
        Assert.Equal("160.00|Second|Chris|won", await Now(key));
        var id = Guid.Parse((await sales.Rows($"select id from opportunities where external_id = '{key}'")).Single());
        var facts = await sales.Published(id);
        Assert.Equal(["created", "changed", "amount-changed", "stage-changed", "won"], facts.Select(fact => fact.Type.Split('.')[2]));
        facts.WithoutGaps();
        Assert.Equal(1, await sales.Count($"customers where first_opportunity_id = '{id}'"));

        Assert.Equal((0, 1), (await sales.Import(won, all)) is var again ? (again.Changed, again.Unchanged) : default);
        var refused = await sales.Import(won.Replace(",160,", ",170,", StringComparison.Ordinal), all);
        Assert.Equal((0, 1), (refused.Changed, refused.Failed));
        Assert.Contains("opportunity-already-closed", (await sales.Errors(refused)).Single());
        Assert.StartsWith("160.00|", await Now(key));
    }

    [Fact]
    public async Task A_record_that_cannot_change_the_amount_of_a_deal_with_lines_changes_the_other_fields_and_says_so()
    {
        var key = Steps.New("deal");
        const string lines = "externalId,account,amount,currency,expectedCloseDate,product";
        await sales.Import($"{lines}\n{key},A {key},100,EUR,2030-01-01,P {key}\n", "addProducts=true");
        var again = await sales.Import($"{lines}\n{key},A {key},250,EUR,2030-02-01,P {key}\n",
            Policy("amount:overwrite", "expectedCloseDate:overwrite"));
        Assert.Equal((1, 0, 0), (again.Changed, again.Unchanged, again.Failed));
        Assert.Equal(["100.00|2030-02-01"],
            await sales.Rows($"select amount, expected_close_date::text from opportunities where external_id = '{key}'"));
        Assert.Equal("1,2,amount,amount-follows-lines,\"Row 1: Column 'amount' contains 250, and the opportunity has product lines, which "
            + "amount to 100.00. The amount stays, and the other fields of the record are changed. Change the lines to change the "
            + "amount.\",250,warning", (await sales.Errors(again)).Single());

        var only = await sales.Import($"{lines}\n{key},A {key},250,EUR,2030-02-01,P {key}\n", Policy("amount:overwrite"));
        Assert.Equal((0, 1, 0), (only.Changed, only.Unchanged, only.Failed));
        Assert.Single(await sales.Errors(only));
    }

    private static string Policy(params string[] policies) => ImportSteps.Query([.. policies.Select(policy => ("policy", policy))]);

    private async Task<string> Now(string key) => (await sales.Rows(
        "select o.amount, o.name, r.name, o.stage from opportunities o left join representatives r on r.id = o.owner_id "
            + $"where o.external_id = '{key}'")).Single();
}
