using System.Text;
using Funnel.Chaos;
using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Flows.Tests;

/// <summary>
/// Sends the name, the email and the phone number of a person, and all secrets, through every path of the system, above all
/// through paths that fail. No log, trace or metric may contain them.
/// </summary>
public sealed class CanaryTests(RunningSystem system)
{
    private const string Name = "Canaria Leakworth", Phone = "+4930901820424242", Wrong = "canary-secret-of-nobody";

    private static readonly string NoType = new('x', 300); // a routing key has at most 255 characters

    private static readonly string[] Services = ["marketing", "sales", "insights"];

    private readonly string email = $"canary-{Guid.CreateVersion7():N}@leak.example";

    [Fact]
    public async Task No_log_trace_or_metric_contains_personal_data_or_a_secret()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var installation = new Installation(system.Home, system.Port);
        using var sink = new Sink();
        (string, string)[] telemetry =
            [("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "1000")];
        string token, signed;
        List<string> printed;
        await using (var marketing = await system.StartReplica("marketing", telemetry))
        await using (var sales = await system.StartReplica("sales", telemetry))
        await using (var insights = await system.StartReplica("insights", telemetry))
        await using (var gateway = await system.StartReplica("gateway", telemetry))
        {
            token = await AccessTokens.Ask(system, Wrong);
            signed = await SurveyLink.Create(system.Gateway);
            foreach (var http in new[] { system.Http, gateway.Http, sales.Http })
            {
                await OpenLink(http, signed);
            }

            foreach (var http in new[] { system.Http, gateway.Http, marketing.Http, sales.Http, insights.Http })
            {
                await Knock(http);
            }

            var poison = await Poison(installation, cancellation);
            await Unpublished(installation, cancellation);
            await Twin(installation, cancellation);
            await installation.Kill("postgres", cancellation);
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Knock(marketing.Http)));
            await installation.Recovered(cancellation);
            await installation.Kill("backend", cancellation);
            await Knock(system.Http);
            await installation.Recovered(cancellation);
            await GoneThroughDeadLetters(installation, poison);
            await Testing.Eventually
                .Get(() => Task.FromResult((sink.All("traces").Length, sink.All("metrics").Length, sink.All("logs").Length)),
                all => all is ( > 0, > 0, > 0));
            printed = [marketing.Printed, sales.Printed, insights.Printed, gateway.Printed];
        }

        var said = new Dictionary<string, string>
        {
            ["traces"] = sink.All("traces"),
            ["metrics"] = sink.All("metrics"),
            ["exported logs"] = sink.All("logs"),
            ["the dashboard's spans"] = await system.Dashboard.All("spans"),
            ["the dashboard's logs"] = await system.Dashboard.All("logs"),
            ["what replicas printed"] = string.Join('\n', printed),
        };
        foreach (var log in Directory.EnumerateFiles(Path.Combine(system.Home, "logs")))
        {
            said[Path.GetFileName(log)] = await File.ReadAllTextAsync(log, cancellation);
        }

        // The failures must have been logged: otherwise this test proves nothing.
        Assert.Contains("could not handle message", said["marketing.log"] + said["what replicas printed"]);
        Assert.Contains("duplicate key value violates unique constraint", said["postgres.log"]);
        Assert.Contains("unsupported Unicode escape sequence", said["postgres.log"]);
        Assert.Contains("PostgresException", said["exported logs"] + said["the dashboard's logs"] + said["what replicas printed"]);
        // Only the replica that leads the relay reports it.
        Assert.Contains("marketing.contact.captured.v1", said["traces"] + said["the dashboard's spans"]);
        Assert.Contains("http.route", said["metrics"]);
        Assert.Contains("/api/sales/v1/surveys/answer/Redacted", said["traces"]);

        List<(string Name, string Value)> canaries =
        [
            .. File.ReadLines(Path.Combine(system.Home, "secrets")).Select(line => line.Split('=', 2))
                .Select(pair => ($"the secret of {pair[0]}", pair[1])),
            ("the address", email), ("the address, in part", email[..20]), ("the name", "Leakworth"), ("the phone", Phone[1..]),
            ("the wrong secret", Wrong), ("the token", token), ("its signature", token.Split('.')[2]),
            ("the signed link", signed[(signed.LastIndexOf('/') + 1)..]),
        ];
        Assert.Empty(from place in said
                     from canary in canaries
                     where place.Value.Contains(canary.Value, StringComparison.OrdinalIgnoreCase)
                     select $"{canary.Name} in {place.Key}: …{Around(place.Value, canary.Value)}…");
    }

    private static string Around(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + found.Length + 100)];
    }

    /// <summary>Opens the page and answers the survey, well and badly, so that the spans of success and failure hold the path.</summary>
    private static async Task OpenLink(HttpClient http, string link)
    {
        using (var page = await http.GetAsync(link))
        {
            Assert.True(page.IsSuccessStatusCode || page.StatusCode == System.Net.HttpStatusCode.Conflict, $"{page.StatusCode}");
        }

        await Send(http, HttpMethod.Post, link, """{"score":9}""");
        await Send(http, HttpMethod.Post, link, """{"score":"nine"}""");
        await Send(http, HttpMethod.Get, $"{link}/nothing?link={link}", null);
    }

    /// <summary>Sends good, bad and hostile requests. Other tests check the answers.</summary>
    private async Task Knock(HttpClient http)
    {
        var person =
            new { email, fullName = Name, phone = Phone, externalId = email,
                touches = new[] { new { kind = "form", asset = "demo-request", url = $"https://x.example/?email={email}" } } };
        string[] bodies =
        [
            System.Text.Json.JsonSerializer.Serialize(person), $$"""{"email":"{{email}}",""", $$"""{"email":{{email}}}"""
            , $$"""{"{{email}}":1}""",
            $$"""{"email":"x@leak.example","companySize":"{{email}}"}""", $$"""{"email":"{{email}}","occurredAt":"{{Name}}"}"""
            , $$"""{"email":"{{email}}\u0000"}""",
            $$"""{"email":"{{email}}","touches":[{"kind":"{{Name}}"}]}""", $$"""{"email":"{{new string('x', 400)}}{{email}}"}"""
            , $$"""{"externalId":"{{email}}","email":"other-{{email}}"}""", $"\"{email}\"",
        ];
        foreach (var body in bodies)
        {
            foreach (var path in new[] { "/api/marketing/v1/leads", "/api/marketing/v1/touches", "/api/sales/v1/representatives",
                "/api/sales/v1/opportunities", "/api/insights/v1/projections/rebuild" })
            {
                await Send(http, HttpMethod.Post, path, body);
            }
        }

        // The same new person several times at once: all captures but one violate the unique index.
        var twin = $$"""{"email":"twin-{{Guid.CreateVersion7():N}}-{{email}}","fullName":"{{Name}}"}""";
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send(http, HttpMethod.Post, "/api/marketing/v1/leads", twin)));
        await Send(http, HttpMethod.Post,
            "/api/marketing/v1/leads/batch", $$"""{"items":[{"email":"{{email}}","phone":"{{Phone}}"},{"email":"{{Name}}"},null]}""");
        foreach (var path in new[]
                 {
                     $"/api/marketing/v1/leads?email={email}", $"/api/marketing/v1/leads?limit={email}",
                     $"/api/marketing/v1/events?after={email}", $"/api/insights/v1/funnels/cohorts?by={email}",
                     $"/api/insights/v1/funnels/cohorts?timeZone={email}", $"/api/sales/v1/handoffs?leadId={email}",
                     $"/nowhere?email={email}&token={Wrong}",
                 })
        {
            await Send(http, HttpMethod.Get, path, null);
            await Send(http, HttpMethod.Get, path, null, $"Bearer {Wrong}");
        }
    }

    private static async Task Send(HttpClient http, HttpMethod method, string path, string? body, string? authorization = null)
    {
        using var request =
            new HttpRequestMessage(method, path) { Content = body is null
                ? null
                : new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            using var answer = await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            // The database may have just been killed, and the token endpoint needs it.
        }
    }

    /// <summary>
    /// Publishes messages that no listener can handle: no JSON, no event, data of a wrong shape, and a text that no column can
    /// hold.
    /// </summary>
    private async Task<int> Poison(Installation installation, CancellationToken cancellation)
    {
        await using var connection = await installation.Broker(cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null), cancellation);
        var sent = 0;
        foreach (var queue in Installation.Queues)
        {
            foreach (var body in new[] { $"{email} {Name}", $$"""{"id":"{{email}}"}""", Event("sales.opportunity.won.v1", email, "{}"),
                Event("marketing.contact.captured.v1", "1", $"\"{Name}\""),
                Event("sales.lead.accepted.v1", "1", $$"""{"cycle":"{{email}}"}""") })
            {
                await channel.BasicPublishAsync("", queue, mandatory: true,
                    new BasicProperties { ContentType = "application/cloudevents+json", Persistent = true }, Encoding.UTF8.GetBytes(body),
                    cancellation);
                sent++;
            }
        }

        var unkept = $$$"""{"leadId":"{{{Guid.CreateVersion7()}}}","cycle":1,"ruleSetVersion":1,"score":60,"fit":0,"engagement":"""
            + """60,"threshold":50,"contributions":[],"context":"""
            + $$$"""{"fullName":"{{{Name}}}","jobTitle":"{{{Name}}}\u0000","email":"{{{email}}}","lastTouches":[],"consents":[]}}""";
        await channel.BasicPublishAsync("", "sales.handoffs", mandatory: true,
            new BasicProperties { ContentType = "application/cloudevents+json", Persistent = true },
            Encoding.UTF8.GetBytes(Event("marketing.lead.qualified.v1", "1", unkept)), cancellation);
        return sent + 1;

        static string Event(string type, string sequence, string data) => $$"""
            {"specversion":"1.0","id":"{{Guid.CreateVersion7()}}","source":"/funnel/sales","type":"{{type}}",
             "time":"2026-01-01T00:00:00Z","subject":"{{Guid.CreateVersion7()}}","sequence":"{{sequence}}",
             "recordedtime":"2026-01-01T00:00:00Z","correlationid":"{{Guid.CreateVersion7()}}","data":{{data}}}
            """;
    }

    /// <summary>Adds the same email again, past the service. PostgreSQL would log the email with the statement.</summary>
    private async Task Twin(Installation installation, CancellationToken cancellation)
    {
        await using var database = await installation.Open("marketing", cancellation);
        await using var add = new NpgsqlCommand(
            "insert into leads select (jsonb_populate_record(null::leads, to_jsonb(l) || jsonb_build_object('id', gen_random_uuid()))).* "
                + $"from leads l where email = '{email}'", database);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => add.ExecuteNonQueryAsync(cancellation));
        Assert.Equal("ix_leads_email", refused.ConstraintName);
    }

    /// <summary>Adds a fact that the broker does not accept.</summary>
    private async Task Unpublished(Installation installation, CancellationToken cancellation)
    {
        await using var database = await installation.Open("marketing", cancellation);
        await using var add =
            new NpgsqlCommand(
                "insert into messaging.journal (id, type, subject, sequence, event) values (gen_random_uuid(), $1, "
                    + "gen_random_uuid(), 1, $2)", database)
        {
            Parameters = { new() { Value = NoType }, new() { Value = $$"""{"email":"{{email}}"}""" } },
        };
        await add.ExecuteNonQueryAsync(cancellation);
        await system.Gateway.Await("/api/marketing/v1/events/unpublished", waiting => waiting.GetArrayLength() > 0);
    }

    /// <summary>Waits for the dead letters, shows them, redrives them, and discards them.</summary>
    private async Task GoneThroughDeadLetters(Installation installation, int poison)
    {
        await Testing.Eventually.Get(Letters, letters => letters.Count >= poison);
        foreach (var (service, id) in await Letters())
        {
            await Send(system.Http, HttpMethod.Get, $"/api/{service}/v1/dead-letters/{id}", null);
        }

        await Send(system.Http, HttpMethod.Post, "/api/sales/v1/dead-letters/redrive", null);
        await Testing.Eventually.Get(Letters, letters => letters.Count >= poison);
        foreach (var service in Services)
        {
            await Send(system.Http, HttpMethod.Delete, $"/api/{service}/v1/dead-letters?reason={Uri.EscapeDataString(Name)}", null);
        }

        foreach (var fact in (await system.Gateway.Get("/api/marketing/v1/events/unpublished")).EnumerateArray().ToList())
        {
            await Send(system.Http, HttpMethod.Delete,
                $"/api/marketing/v1/events/unpublished/{fact.GetProperty("id").GetString()}?reason={Uri.EscapeDataString(Name)}", null);
        }

        Assert.Empty(await Letters());

        // Other tests compare the journal with the tables, so the fact must not stay there.
        await using var database = await installation.Open("marketing", TestContext.Current.CancellationToken);
        await using var forget = new NpgsqlCommand($"delete from messaging.journal where type = '{NoType}'", database);
        Assert.Equal(1, await forget.ExecuteNonQueryAsync());
    }

    private async Task<List<(string Service, string Id)>> Letters()
    {
        var letters = new List<(string, string)>();
        foreach (var service in Services)
        {
            letters.AddRange((await system.Gateway.Get($"/api/{service}/v1/dead-letters?limit=200")).GetProperty("items").EnumerateArray()
                .Select(letter => (service, letter.GetProperty("id").GetString()!)));
        }

        return letters;
    }
}
