using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Funnel.Bench;

/// <summary>
/// Imports a file of a hundred thousand opportunities through the gateway. The floor copies the same records into a staging table and
/// runs one statement for each table, in one transaction. Rows, indexes, triggers and events are the same.
/// </summary>
internal sealed class Imports(SystemUnderTest target)
{
    private const int Count = 100_000;
    private const string Header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n";

    private const string Query =
        "column=opportunity_id:externalId&column=sales_agent:owner&column=deal_stage:stage&column=engage_date:createdAt&"
            + "column=close_date:closedAt&column=close_value:amount" +
        "&stage=Engaging:discovery&default=currency:USD&default=amount:0&default=expectedCloseDate:2018-03-31&addOwners=true&"
            + "addProducts=true&unassigned=true";

    private double maxMemory;
    private int files;

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        // A small import, whose rows are the templates for the floor.
        await Import(File(0, 40));
        var statements = await Statements();
        // The floor has empty tables. Every opportunity refers to these rows.
        await Floor.CopyRows(target, "sales", Floor.SalesDatabase, "pipelines", "stages");
        var result = await Rounds.Measure(target, "import", _ => MeasureStagedCopy(statements), _ => MeasureImport(), count: 3);
        var times = result.Cpu.ToDictionary(part => part.Key, part => part.Value * Count / 1000);
        return
        [
            ResultRow.AtMost($"import of {Count:N0} opportunities ÷ staged COPY + upsert, time", 2, 1.3, 1 / result.Ratio, "×",
                string.Create(CultureInfo.InvariantCulture,
                    $"{Count / result.System:0.0} s ÷ {Count / result.Floor:0.0} s. CPU s per file: {Rounds.Text(times)}."),
                    result.IsConclusive),
            ResultRow.AtMost("… additional memory in Sales", 200, 100, maxMemory, "MB",
                "Sales streams the file and holds 500 records in memory."),
        ];
    }

    private async Task<(double, double)> MeasureImport()
    {
        var file = File(++files, Count);
        var memory = Processes.Memory(target.Home)["sales"];
        var watch = Stopwatch.StartNew();
        await Import(file);
        watch.Stop();
        maxMemory = Math.Max(maxMemory, Processes.Memory(target.Home)["sales"] - memory);
        var rows = await target.QueryScalar<long>("sales", $"select count(*) from opportunities where external_id like '{files:D3}-%'");
        return rows == Count
            ? (Count / watch.Elapsed.TotalSeconds, Count)
            : throw new InvalidOperationException($"{Count} records were sent, but there are {rows} new opportunities.");
    }

    private async Task Import(string file)
    {
        using var http = new HttpClient { BaseAddress = target.Gateway, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await target.Token());
        using var content = new StringContent(file, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await http.PostAsync($"/api/sales/v1/imports?{Query}", content);
        var text = await answer.Content.ReadAsStringAsync();
        using var import = JsonDocument.Parse(answer.IsSuccessStatusCode ? text : throw new InvalidOperationException(text));
        await using var sales = await target.Open("sales");
        await using var state =
            new NpgsqlCommand("select state = 'Finished', failed from imports where id = $1",
                sales) { Parameters = { new() { Value = import.RootElement.GetProperty("id").GetGuid() } } };
        while (true)
        {
            await using (var reader = await state.ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                if (reader.GetInt32(1) > 0)
                {
                    throw new InvalidOperationException($"{reader.GetInt32(1)} records were refused.");
                }

                if (reader.GetBoolean(0))
                {
                    return;
                }
            }

            await Task.Delay(50);
        }
    }

    private async Task<double> MeasureStagedCopy(IReadOnlyList<string> statements)
    {
        var file = File(++files, Count);
        await using var floor = await target.Open(Floor.SalesDatabase);
        var watch = Stopwatch.StartNew();
        await using var transaction = await floor.BeginTransactionAsync();
        await Execute(
            "create temp table staged (n serial, external_id text, agent text, product text, account text, stage text, engaged date, "
                + "closed date, value numeric, id uuid) on commit drop");
        await using (var copy =
            await floor.BeginTextImportAsync(
                "copy staged (external_id, agent, product, account, stage, engaged, closed, value) from stdin (format csv, header)"))
        {
            await copy.WriteAsync(file);
        }

        // The ids are in the order of time, like those of the system.
        await Execute(
            "update staged set id = (left(h, 8) || '-' || right(h, 4) || '-7000-8000-000000000000')::uuid from (select n, "
                + $"lpad(to_hex({files}::bigint * 16777216 + n), 12, '0') h from staged) ordered where ordered.n = staged.n");
        foreach (var statement in statements)
        {
            await Execute(statement);
        }

        await transaction.CommitAsync();
        return Count / watch.Elapsed.TotalSeconds;

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, floor, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>
    /// The statements of the floor. They take constant columns from rows of an import, so their rows are as wide as those of the
    /// system.
    /// </summary>
    private async Task<IReadOnlyList<string>> Statements()
    {
        await using var sales = await target.Open("sales");
        const string Won = "external_id like '000-%' and status = 'Won'";
        var account =
            await RowTemplate.Read(sales, "accounts where name like 'Company %'", "id", "name", "normalised_name", "owner_id",
                "search_words");
        var person = await RowTemplate.Read(
            sales, "representatives where name like 'Agent %'", "id", "name", "name_key", "email", "external_id");
        var product = await RowTemplate.Read(sales, "products where name like 'GTX %'", "id", "code", "code_key", "name", "name_key");
        var deal = await RowTemplate.Read(sales, $"opportunities where {Won}",
            "id", "external_id", "name", "account_id", "owner_id", "status", "stage", "stage_entered_at", "probability",
            "forecast_category", "amount", "expected_close_date", "created_at", "closed_at", "reason", "sequence", "search_words");
        var line = await RowTemplate.Read(sales, "opportunity_lines", "id", "opportunity_id", "product_id", "unit_price", "amount");
        var created = await Event("created");
        var closed = await Event("won");
        const string Ended = "stage in ('Won', 'Lost')";
        return
        [
            $"insert into representatives (id, name, name_key, email, external_id, {person.Columns}) select gen_random_uuid(), agent, "
                + "lower(agent), "
                + $"gen_random_uuid() || '@unknown.invalid', agent, {person.Values} from (select distinct agent from staged) a "
                + "on conflict do nothing",
            $"insert into accounts (id, name, normalised_name, owner_id, {account.Columns}) select gen_random_uuid(), account, "
                + $"lower(account), r.id, {account.Values} from (select distinct on (account) account, agent from staged) a "
                + "join representatives r on r.external_id = agent on conflict do nothing",
            $"insert into products (id, code, code_key, name, name_key, {product.Columns}) select gen_random_uuid(), "
                + "replace(product, ' ', '-'), lower(replace(product, ' ', '-')), "
                + $"product, lower(product), {product.Values} from (select distinct product from staged) a on conflict do nothing",
            $"""
            insert into opportunities (id, external_id, name, account_id, owner_id, status, stage, stage_entered_at, probability,
                forecast_category, amount, expected_close_date, created_at, closed_at, reason, sequence, {deal.Columns})
            select s.id, s.external_id, s.product, a.id, r.id, case when {Ended} then s.stage else 'Open' end,
                case when {Ended} then lower(s.stage) else 'discovery' end, coalesce(closed, engaged), case s.stage when 'Won' then 1
                when 'Lost' then 0 else 0.25 end,
                case s.stage when 'Won' then 'Closed' when 'Lost' then 'Omitted' else 'Pipeline' end, coalesce(value, 0), coalesce(closed,
                    '2018-03-31'), engaged, closed, case when {Ended} then 'not-recorded' end, case when {Ended} then 2
                    else 1 end, {deal.Values}
            from staged s join accounts a on a.normalised_name = lower(s.account) and a.merged_into_id is null
                join representatives r on r.external_id = s.agent on conflict (external_id) do nothing
            """,
            $"insert into opportunity_lines (id, opportunity_id, product_id, unit_price, amount, {line.Columns}) select gen_random_uuid(), "
                + $"s.id, p.id, coalesce(value, 0), coalesce(value, 0), {line.Values} from staged s join products p on p.name = s.product",
            "insert into stage_history (opportunity_id, sequence, from_stage, to_stage, probability, at) select id, 1, null, "
                + "'qualification', 0.1, engaged from staged",
            "insert into stage_history (opportunity_id, sequence, from_stage, to_stage, probability, at) select id, 2, 'qualification', "
                + $"lower(stage), case stage when 'Won' then 1 else 0 end, closed from staged where {Ended}",
            "insert into amount_history (opportunity_id, sequence, from_amount, to_amount, at) select id, 1, null, coalesce(value, 0), "
                + "engaged from staged",
            "insert into close_date_history (opportunity_id, sequence, from_date, to_date, at) select id, 1, null, coalesce(closed, "
                + "'2018-03-31'), engaged from staged",
            $"insert into messaging.journal (id, subject, {created.Columns}) select gen_random_uuid(), id, {created.Values} from staged",
            $"insert into messaging.journal (id, subject, {closed.Columns}) select gen_random_uuid(), id, {closed.Values} from staged "
                + $"where {Ended}",
            "insert into customers (id, account_id, since, first_opportunity_id, sequence, revision, owner_id) select gen_random_uuid(), "
                + "o.account_id, o.closed_at, o.id, 0, 0, o.owner_id from (select distinct on (account_id) * from opportunities "
                + "where status = 'Won' order by account_id, closed_at) o on conflict do nothing",
        ];

        Task<(string Columns, string Values)> Event(string kind) => RowTemplate.Read(sales,
            $"messaging.journal where type = 'sales.opportunity.{kind}.v1' and subject in (select id from opportunities where {Won}) "
                + "order by xid desc", "xid", "position", "recorded_at", "id", "subject");
    }

    /// <summary>A file in the format of the public data set "CRM Sales Opportunities".</summary>
    private static string File(int number, int count)
    {
        var (random, text) = (new Random(number), new StringBuilder(Header));
        for (var at = 0; at < count; at++)
        {
            var (engaged, stage) =
                (new DateOnly(2016, 10, 20).AddDays(random.Next(420)),
                    random.Next(100) switch { < 50 => "Won", < 80 => "Lost", _ => "Engaging" });
            text.Append(CultureInfo.InvariantCulture,
                $"{number:D3}-{at:D6},Agent {random.Next(30)},GTX {random.Next(7)},Company {number * 5000 + random.Next(5000)},{stage}"
                    + $",{engaged:yyyy-MM-dd},");
            var (closed, value) = (engaged.AddDays(random.Next(1, 138)), stage == "Won" ? random.Next(50, 30_000) : 0);
            text.Append(stage == "Engaging" ? ",\n" : string.Create(CultureInfo.InvariantCulture, $"{closed:yyyy-MM-dd},{value}\n"));
        }

        return text.ToString();
    }
}
