using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Funnel.Sales.Imports;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests.Imports;

/// <summary>Steps that upload files and wait for their imports.</summary>
internal static class ImportSteps
{
    public const string Path = "/api/sales/v1/imports";

    /// <summary>The mapping for the public data set of CRM sales opportunities, which is imported unchanged.</summary>
    public static readonly string Crm = Query(
        ("column", "opportunity_id:externalId"), ("column", "sales_agent:owner"), ("column", "deal_stage:stage"),
        ("column", "engage_date:createdAt"),
        ("column", "close_date:closedAt"), ("column", "close_value:amount"), ("stage", "Prospecting:qualification"),
        ("stage", "Engaging:discovery"),
        ("default", "currency:USD"), ("default", "amount:0"), ("default", "account:Not recorded"),
        ("default", "expectedCloseDate:2018-03-31"), ("default", "createdAt:2016-10-01"),
        ("addOwners", "true"), ("addProducts", "true"), ("unassigned", "true"), ("name", "sales_pipeline.csv"));

    public static string Query(params (string Name, string Value)[] options) =>
        string.Join('&', options.Select(option => $"{option.Name}={Uri.EscapeDataString(option.Value)}"));

    /// <summary>An API client says that deals whose records name no owner get none, unless the query says more.</summary>
    public static Task<HttpResponseMessage> Send(this ServiceUnderTest<Program, SalesDb> sales, byte[] file, string query = "",
        HttpClient? http = null, string? key = null)
    {
        query = http is not null || query.Contains("unassigned", StringComparison.Ordinal) ? query : $"{query}&unassigned=true";
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}?{query}") { Content = new StreamContent(new MemoryStream(file)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return (http ?? sales.Http).SendAsync(request);
    }

    public static async Task<ImportResponse> Start(this ServiceUnderTest<Program, SalesDb> sales, string file, string query = "",
        string? key = null)
    {
        using var answer = await sales.Send(Encoding.UTF8.GetBytes(file), query, key: key);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, text);
        return JsonSerializer.Deserialize<ImportResponse>(text, ServiceUnderTest<Program, SalesDb>.Json)!;
    }

    /// <summary>The accepted import of an answer.</summary>
    public static async Task<TValue> Read<TValue>(this Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<TValue>(text, ServiceUnderTest<Program, SalesDb>.Json)!;
    }

    public static Task<ImportResponse> Over(this ServiceUnderTest<Program, SalesDb> sales, Guid id) =>
        Eventually.Get(() => sales.Get<ImportResponse>($"{Path}/{id}"), import => import.State is ImportState.Finished
            or ImportState.Cancelled);

    public static async Task<ImportResponse> Import(this ServiceUnderTest<Program, SalesDb> sales, string file, string query = "") =>
        await sales.Over((await sales.Start(file, query)).Id);

    /// <summary>The error lines of an import, without the header.</summary>
    public static async Task<string[]> Errors(this ServiceUnderTest<Program, SalesDb> sales, ImportResponse import)
    {
        var text = await sales.Http.GetStringAsync($"{Path}/{import.Id}/errors");
        Assert.StartsWith("record,line,column,code,detail,value,severity\r\n", text);
        return text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    public static Task<List<string>> Rows(this ServiceUnderTest<Program, SalesDb> sales, string sql) => sales.Database.Rows(sql);

    public static async Task<List<string>> Rows(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                string.Join('|',
                    Enumerable.Range(0, reader.FieldCount)
                        .Select(at => reader.IsDBNull(at) ? "" : Convert.ToString(reader.GetValue(at), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>
    /// The rows, histories and facts of an import, without ids. Two imports of the same file give the same lines.
    /// </summary>
    public static async Task<List<string>> World(this NpgsqlDataSource sales) =>
    [
        .. await sales.Rows(
            """
            select o.external_id, o.name, o.status, o.stage, o.stage_entered_at, o.probability, o.amount, o.currency, o.expected_close_date,
                o.created_at, o.closed_at, o.reason, o.sequence,
                o.has_lines, o.lines_revision, a.name, r.name, r.is_active, c.email, p.code, l.quantity, l.unit_price, l.amount
            from opportunities o join accounts a on a.id = o.account_id left join representatives r on r.id = o.owner_id
                left join contacts c on c.id = o.contact_id
                left join opportunity_lines l on l.opportunity_id = o.id left join products p on p.id = l.product_id order by 1
            """),
        .. await sales.Rows(
            "select o.external_id, h.sequence, h.from_stage, h.to_stage, h.probability, h.at from stage_history h "
                + "join opportunities o on o.id = h.opportunity_id order by 1, 2"),
        .. await sales.Rows(
            "select o.external_id, h.sequence, h.from_amount, h.to_amount, h.at from amount_history h "
                + "join opportunities o on o.id = h.opportunity_id order by 1, 2"),
        .. await sales.Rows(
            "select o.external_id, h.sequence, h.to_date, h.at from close_date_history h join opportunities o on o.id = h.opportunity_id "
                + "order by 1, 2"),
        .. await sales.Rows(
            """
            select o.external_id, j.sequence, j.type, j.event::jsonb ->> 'time', j.event::jsonb #>> '{data,amount}',
                j.event::jsonb #>> '{data,stage}', j.event::jsonb #>> '{data,owner}', (j.event::jsonb ->> 'importid') is not null
            from messaging.journal j join opportunities o on o.id = j.subject order by 1, j.xid, j.position
            """),
        .. await sales.Rows(
            "select a.name, c.since, o.external_id from customers c join accounts a on a.id = c.account_id "
                + "join opportunities o on o.id = c.first_opportunity_id order by 1"),
        .. await sales.Rows("select name, domain from accounts order by 1"),
        .. await sales.Rows("select name from representatives order by 1"),
        .. await sales.Rows("select code, name from products order by 1"),
        .. await sales.Rows("select number, line, \"column\", code, detail, value, severity from import_errors order by 1, 2, place"),
    ];
}
