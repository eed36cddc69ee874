using System.Net;
using System.Text;
using Funnel.Messaging;
using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

public sealed class ImportTests(SalesFixture fixture)
{
    private const string Header = "externalId,account,amount,currency,expectedCloseDate";

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_record_is_imported_with_its_times_its_outcome_its_people_and_its_facts()
    {
        var (key, account) = (Steps.New("deal"), Steps.New("account"));
        var outcome = "Won,2017-01-02,2017-03-04T05:06:07+01:00,price";
        var people = $"Vera Buyer,{key}@buyer.example,{account}.example";
        var import = await sales.Import(
            $""""
            {Header},name,owner,stage,createdAt,closedAt,reason,contact,contactEmail,accountDomain
            {key},{account},1250.50,EUR,2017-06-30,"Fleet, ""large""",{fixture.Team[0].ExternalId},{outcome},{people}
            """");
        Assert.Equal((ImportState.Finished, 1, 1, 1, 0), (import.State, import.Records, import.Done, import.Added, import.Failed));
        var deal = await Deal(key);
        Assert.Equal(("Fleet, \"large\"", OpportunityStatus.Won, "won", 1250.50m, "EUR", "price"),
            (deal.Name, deal.Status, deal.Stage, deal.Amount, deal.Currency, deal.Reason));
        Assert.Equal((new DateTimeOffset(2017, 1, 2, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2017, 3, 4, 4, 6, 7, TimeSpan.Zero)),
            (deal.CreatedAt, deal.ClosedAt!.Value));
        Assert.Equal([$"Ana|{account}"],
            await sales.Rows(
                "select r.name, a.name from opportunities o join representatives r on r.id = o.owner_id "
                    + $"join accounts a on a.id = o.account_id where o.id = '{deal.Id}'"));
        Assert.Equal(new DateOnly(2017, 6, 30), deal.ExpectedCloseDate);
        var facts = await sales.Published(deal.Id);
        Assert.Equal([("sales.opportunity.created.v1", deal.CreatedAt), ("sales.opportunity.won.v1", deal.ClosedAt.Value)],
            facts.Select(fact => (fact.Type, fact.Time)));
        Assert.All(facts, fact => Assert.Equal(import.Id, fact.HistoryBatchId));
        facts.WithoutGaps();
        Assert.Equal(1,
            await sales.Count(
                $"customers c join accounts a on a.id = c.account_id where a.domain = '{account}.example' and "
                    + "c.since = '2017-03-04 04:06:07Z'"));
        Assert.Equal(1,
            await sales.Count(
                $"account_contacts l join contacts c on c.id = l.contact_id where c.email = '{key}@buyer.example' and "
                    + "c.full_name = 'Vera Buyer'"));
        Assert.Equal(1, await sales.Count($"audit.lines where entity = 'import' and entity_id = '{import.Id}' and action = 'created'"));
    }

    [Fact]
    public async Task A_repeated_file_changes_and_publishes_nothing()
    {
        var keys = Enumerable.Range(0, 1200).Select(_ => Steps.New("deal")).ToList();
        var file =
            $"{Header}\n{string.Concat(keys.Select(key => $"{key},A {key},10,EUR,2030-01-01\n"))}{keys[0]},A {keys[0]},99,EUR,2030-01-01\n";
        var first = await sales.Import(file);
        Assert.Equal((1201, 1200, 0, 1), (first.Done, first.Added, first.Unchanged, first.Failed));
        Assert.Equal(
            $"1201,1202,externalId,import-key-repeated,\"Row 1201, column 'externalId': The external id '{keys[0]}' occurs first "
                + "on line 2. Each external id may occur once in a file.\",,error", Assert.Single(await sales.Errors(first)));
        Assert.Equal(1200, await Told(first));
        var again = await sales.Import(file);
        Assert.Equal((1201, 0, 1200, 1), (again.Done, again.Added, again.Unchanged, again.Failed));
        Assert.Equal(0, await Told(again));
        Assert.InRange(await sales.Count($"opportunities where external_id = any('{{{string.Join(',', keys)}}}')"), 1200, 1200);
        Assert.Equal(10, (await Deal(keys[0])).Amount);
    }

    [Fact]
    public async Task A_repeated_key_is_an_error_at_any_place_in_the_file_and_overwrites_nothing()
    {
        var keys = Enumerable.Range(0, 1200).Select(_ => Steps.New("deal")).ToList();
        var lines = keys.ConvertAll(key => $"{key},A {key},10,EUR,2030-01-01,");
        lines[3] = $"{keys[3]},A {keys[3]},ten,EUR,2030-01-01,";
        lines[4] = "\"a line of\ntwo\",,,,,";
        // The import works in parts of a few hundred records. The keys repeat within a part and across parts, at the edges of the parts,
        // with blanks around the key, and with the key of an invalid record. Line 1101 repeats a key and has too few fields.
        (int At, int Of)[] repeated = [(40, 7), (499, 8), (500, 9), (501, 9), (999, 10), (1001, 9), (1100, 3), (1150, 7)];
        foreach (var (at, of) in repeated)
        {
            lines[at] = $"  {keys[of]} ,A {keys[of]},{at},EUR,2030-01-01,";
        }

        lines[1101] = $"{keys[11]},A {keys[11]},1101";
        var file = $"{Header},name\n{string.Join('\n', lines)}\n";
        // A trigger makes one record fail in the database. The import then adds the records of that part one by one.
        await sales.Rows(
            $"create function \"f{keys[1180]}\"() returns trigger language plpgsql as 'begin raise exception ''no reason''; end'");
        await sales.Rows(
            $"create trigger \"t{keys[1180]}\" before insert on opportunities for each row when (new.external_id = '{keys[1180]}') execute "
                + $"function \"f{keys[1180]}\"()");
        var repeats = repeated.Select(one => $"{one.At + 1},{one.At + 3},externalId,import-key-repeated,"
            + $"\"Row {one.At + 1}, column 'externalId': The external id '{keys[one.Of]}' occurs first on line "
            + $"{one.Of + (one.Of < 5 ? 2 : 3)}. Each external id may occur once in a file.\",,error");
        foreach (var added in new[] { 1188, 0 })
        {
            var import = await sales.Import(file, ImportSteps.Query(("policy", "amount:overwrite"), ("policy", "name:overwrite")));
            Assert.Equal((1200, added, 0, 1188 - added, 12), (import.Done, import.Added, import.Changed, import.Unchanged, import.Failed));
            Assert.Equal(added, await Told(import));
            var errors = await sales.Errors(import);
            Assert.Equal(repeats, errors.Where(error => error.Contains("import-key-repeated", StringComparison.Ordinal)));
            Assert.Equal(["import-number-unreadable", "import-value-missing", "import-record-uneven", "import-record-failed"],
                errors.Select(error => error.Split(',')[3]).Where(code => code != "import-key-repeated").Distinct());
        }

        Assert.Equal(["10.00|1188"],
            await sales.Rows(
                $"select amount, count(*) from opportunities where external_id = any('{{{string.Join(',', keys)}}}') group by 1"));
        await sales.Rows($"drop trigger \"t{keys[1180]}\" on opportunities");
    }

    [Fact]
    public async Task Each_bad_record_is_reported_with_line_column_code_and_reason_and_the_others_are_imported()
    {
        var key = Steps.New("deal");
        var lines = new (string Line, string? Column, string? Code)[]
        {
            ($"{key}-1,A {key},1,EUR,2030-01-01,,,", null, null),
            ($"{key}-2,A {key},x,EUR,2030-01-01,,,", "amount", "import-number-unreadable"),
            ($"{key}-3,A {key},1.001,EUR,2030-01-01,,,", "amount", "amount-too-precise"),
            ($"{key}-3a,A {key},1000.55,JPY,2030-01-01,,,", "amount", "amount-too-precise"),
            ($"{key}-4,A {key},-1,EUR,2030-01-01,,,", "amount", "amount-out-of-range"),
            ($"{key}-5,A {key},1,XXX,2030-01-01,,,", "currency", "currency-unknown"),
            ($"{key}-6,A {key},1,EUR,2030-02-30,,,", "expectedCloseDate", "import-day-unreadable"),
            ($"{key}-7,A {key},1,EUR,1815-01-01,,,", "expectedCloseDate", "close-date-out-of-range"),
            ($"{key}-8,A {key},1,EUR,,,,", "expectedCloseDate", "import-value-missing"),
            ($"{key}-9,,1,EUR,2030-01-01,,,", "account", "import-value-missing"),
            ($",A {key},1,EUR,2030-01-01,,,", "externalId", "import-value-missing"),
            ($"{key}-11,A {key},1,EUR,2030-01-01,nowhere,,", "stage", "stage-not-in-pipeline"),
            ($"{key}-12,A {key},1,EUR,2030-01-01,,2999-01-01,", "createdAt", "occurred-at-out-of-range"),
            ($"{key}-13,A {key},1,EUR,2030-01-01,,,\"=2+5\"", "who, \"exactly\"", "owner-not-found"),
            ($"{key}-14,A {key},1,EUR,2030-01-01", "", "import-record-uneven"),
            ($"{key}-15,{new string('a', 300)},1,EUR,2030-01-01,,,", "account", "import-value-too-long"),
            ($"{key}-16,A \"{key}\" & Söhne,1,EUR,2030-01-01,,,", null, null),
        };
        var import =
            await sales.Import(
                $"{Header},stage,createdAt,\"who, \"\"exactly\"\"\"\r\n{string.Join("\r\n", lines.Select(line => line.Line))}",
                ImportSteps.Query(("column", "who, \"exactly\":owner")));
        Assert.Equal((17, 2, 15), (import.Done, import.Added, import.Failed));
        Assert.Equal(2, await sales.Count($"opportunities where external_id like '{key}%'"));
        Assert.Equal(2, await sales.Count($"accounts where name like '%{key}%'"));
        var errors = await sales.Errors(import);
        var expected = lines.Select((line, at) => (line.Column, line.Code, Number: at + 1)).Where(line => line.Code is not null).ToList();
        Assert.Equal(expected.Count, errors.Length);
        foreach (var (error, wanted) in errors.Zip(expected))
        {
            var column = wanted.Column == "who, \"exactly\"" ? "\"who, \"\"exactly\"\"\"" : wanted.Column;
            Assert.StartsWith($"{wanted.Number},{wanted.Number + 1},{column},{wanted.Code},", error);
        }

        Assert.Contains("The owner is '=2+5'. No representative has this external id, e-mail address or name.",
            errors.Single(error => error.Contains("owner-not-found", StringComparison.Ordinal)));
        Assert.Equal(1, await sales.Count($"audit.lines where entity = 'import' and entity_id = '{import.Id}' and action = 'exported'"));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2", "'-2")]
    [InlineData("+3", "'+3")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    [InlineData("plain", "plain")]
    public void No_cell_of_the_errors_is_a_formula(string text, string cell) => Assert.Equal(cell, ListImportErrors.Cell(text));

    [Theory]
    [InlineData("", "", "import-header-missing")]
    [InlineData("externalId,account,amount,currency,region\n", "", "import-column-unknown")]
    [InlineData("externalId,account,currency\n", "", "import-column-missing")]
    [InlineData("externalId,account,amount,currency,x\n", "column=x:amount", "import-named-twice")]
    [InlineData("externalId,account,amount,currency,x\n", "column=x:-&column=x:name", "import-named-twice")]
    [InlineData("externalId,account,amount,currency\n", "column=y:name", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,currency,x\n", "column=x:probability", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,currency,x\n", "column=x", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,currency\n", "default=id:1", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,currency\n", "policy=amount:erase", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,currency\n", "policy=account:overwrite", "import-mapping-wrong")]
    [InlineData("externalId,account,amount,\"currency\n", "", "import-header-missing")]
    public async Task An_invalid_header_or_mapping_is_refused_at_once(string file, string query, string code)
    {
        var before = await sales.Count("import_records");
        Assert.Equal(code, (await sales.Send(Encoding.UTF8.GetBytes(file), query).Refused(422)).Code);
        Assert.Equal(before, await sales.Count("import_records"));
    }

    [Theory]
    [InlineData("2027-06-30T21:00:00-05:00", "2027-06-30")]
    [InlineData("2027-07-01T00:00:00+02:00", "2027-07-01")]
    [InlineData("2027-01-01T05:00:00+13:00", "2027-01-01")]
    [InlineData("2027-06-30T23:30:00Z", "2027-06-30")]
    public async Task The_expected_close_date_is_the_day_that_is_written(string written, string day)
    {
        var key = Steps.New("deal");
        Assert.Equal(1, (await sales.Import($"{Header}\n{key},A {key},1,EUR,{written}\n")).Added);
        Assert.Equal(day, $"{(await Deal(key)).ExpectedCloseDate:yyyy-MM-dd}");
    }

    [Fact]
    public async Task A_file_that_is_not_csv_is_refused() =>
        Assert.Equal("unsupported-media-type", (await sales.PostRaw(ImportSteps.Path, "{}").Refused(415)).Code);

    [Fact]
    public async Task Semicolons_decimal_commas_and_left_out_columns_are_read()
    {
        var key = Steps.New("deal");
        var import = await sales.Import($"\uFEFFNr;Kunde;Betrag;Region;Stand\r\n{key};A {key};1234,56;Nord;Angebot\r\n", ImportSteps.Query(
            ("column", "Nr:externalId"), ("column", "kunde:account"), ("column", "Betrag:amount"), ("column", "Region:-"),
            ("column", "Stand:stage"), ("stage", "Angebot:proposal"),
            ("default", "currency:eur"), ("default", "expectedCloseDate:2030-01-01"), ("decimalComma", "true")));
        Assert.Equal((1, 0), (import.Added, import.Failed));
        var deal = await Deal(key);
        Assert.Equal((1234.56m, "EUR", "proposal", OpportunityStatus.Open, key),
            (deal.Amount, deal.Currency, deal.Stage, deal.Status, deal.Name));
    }

    [Fact]
    public async Task A_key_that_is_used_again_gets_the_same_answer_and_no_second_import()
    {
        var (deal, key) = (Steps.New("deal"), Steps.New("key"));
        var file = $"{Header}\n{deal},A {deal},1,EUR,2030-01-01\n";
        var first = await sales.Start(file, key: key);
        Assert.Equal(first.Id, (await sales.Start(file, key: key)).Id);
        Assert.Equal("idempotency-key-reused", (await sales.Send(Encoding.UTF8.GetBytes(file + "\n"), key: key).Refused(422)).Code);
        Assert.Equal(1, (await sales.Over(first.Id)).Added);
    }

    [Fact]
    public async Task A_caller_who_does_not_see_everything_cannot_import_and_sees_only_own_imports()
    {
        var key = Steps.New("deal");
        var file = Encoding.UTF8.GetBytes($"{Header}\n{key},A {key},1,EUR,2030-01-01\n");
        using var manager = sales.As(sales.Issuer.Token([new("role", "sales-manager")], subject: "a manager"));
        Assert.Equal("import-needs-whole-sight", (await sales.Send(file, http: manager).Refused(403)).Code);
        using var started = await sales.Send(file);
        var path = started.Headers.Location!.ToString();
        using var seen = await sales.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Equal("import-not-found", (await manager.GetAsync(path).Refused(404)).Code);
        Assert.Equal("import-not-found", (await manager.GetAsync($"{path}/errors").Refused(404)).Code);
        Assert.Equal("import-not-found", (await manager.PostAsync($"{path}/cancel", null).Refused(404)).Code);
        Assert.DoesNotContain(path.Split('/')[^1], await manager.GetStringAsync(ImportSteps.Path));
        Assert.Contains(path.Split('/')[^1], await sales.Http.GetStringAsync(ImportSteps.Path));
    }

    private Task<long> Told(ImportResponse import) => sales.Count($"messaging.journal where event::jsonb ->> 'importid' = '{import.Id}'");

    private async Task<OpportunityResponse> Deal(string externalId)
    {
        var id = (await sales.Rows($"select id from opportunities where external_id = '{externalId}'")).Single();
        return await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{id}");
    }
}
