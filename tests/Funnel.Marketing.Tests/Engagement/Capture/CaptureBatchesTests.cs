using System.Net;
using Funnel.Idempotency;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.Testing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Marketing.Tests.Capture;

public sealed class CaptureBatchesTests(MarketingFixture marketing)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_captures_share_commits_and_a_refused_capture_affects_no_other()
    {
        var captures = Enumerable.Range(0, 200).Select(n => n % 10 == 9
            ? new CaptureLeadRequest { Email = "no address" }
            : new CaptureLeadRequest { Email = MarketingFixture.NewEmail(), FullName = $"Number {n}" }).ToList();
        var shared = marketing.Service.Services.GetRequiredService<CaptureBatches>();

        var results = await Task.WhenAll(captures.Select(capture => shared.Share(capture, actor: null)));

        for (var at = 0; at < captures.Count; at++)
        {
            Assert.True(results[at].HasValue);
            Assert.Equal(at % 10 == 9 ? LeadRefusals.EmailInvalid.Code : null, results[at]!.Value.Refusal?.Code);
            Assert.Equal(captures[at].FullName, results[at]!.Value.Value?.Lead.FullName);
        }

        var ids = results.Select(result => result!.Value.Value?.Lead.Id).OfType<Guid>().ToArray();
        Assert.Equal(180, await marketing.Count("select count(*) from leads where id = any($1)", ids));
        Assert.InRange(await marketing.Count("select count(distinct xid) from messaging.journal where subject = any($1)", ids), 1, 60);
    }

    [Fact]
    public async Task A_locked_lead_delays_no_other_capture()
    {
        var email = MarketingFixture.NewEmail();
        var known = await marketing.Capture(new { email });
        await using var connection = await marketing.Service.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await marketing.Scored();
        await using (var locking = connection.CreateCommand())
        {
            locking.CommandText = $"select from leads where email = '{email}' for update";
            await locking.ExecuteNonQueryAsync(Cancellation);
        }

        var held = marketing.Capture(new { email, company = "Engines" });
        for (var n = 0; n < 20; n++)
        {
            Assert.True(
                (await marketing.Capture(new { email = MarketingFixture.NewEmail() }).WaitAsync(Patience.Wait, Cancellation)).IsNew);
        }

        Assert.False(held.IsCompleted);
        await transaction.CommitAsync(Cancellation);
        Assert.Equal((known.Id, false), ((await held).Id, (await held).IsNew));
        Assert.Equal("Engines", (await marketing.Lead(known.Id)).Company);
    }

    [Fact]
    public async Task A_caller_who_disconnects_affects_no_other_capture()
    {
        using var leaving = new CancellationTokenSource();
        var others = new List<Task<CaptureLeadResponse>>();
        var left = new List<Task>();
        for (var n = 0; n < 60; n++)
        {
            others.Add(marketing.Capture(new { email = MarketingFixture.NewEmail() }));
            left.Add(marketing.Service.Http.PostAsync(
                MarketingFixture.Leads, System.Net.Http.Json.JsonContent.Create(new { email = MarketingFixture.NewEmail() }),
                leaving.Token));
        }

        await leaving.CancelAsync();

        Assert.All(await Task.WhenAll(others), answer => Assert.True(answer.IsNew));
        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task Inside_the_transaction_of_an_idempotency_key_a_capture_commits_with_it_or_not_at_all()
    {
        var (kept, undone) = (MarketingFixture.NewEmail(), MarketingFixture.NewEmail());
        foreach (var (email, commits) in new[] { (undone, false), (kept, true) })
        {
            await using var scope = marketing.Service.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MarketingDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
            Assert.IsType<Created<CaptureLeadResponse>>((await Handle(email, scope.ServiceProvider)).Result);
            await (commits ? transaction.CommitAsync(Cancellation) : transaction.RollbackAsync(Cancellation));
        }

        Assert.Equal((1, 0), (await Leads(kept), await Leads(undone)));
    }

    [Fact]
    public async Task Inside_the_transaction_of_an_idempotency_key_a_capture_can_be_tried_again_after_a_faster_writer()
    {
        var email = MarketingFixture.NewEmail();
        await using var rivalScope = marketing.Service.Services.CreateAsyncScope();
        var rival = rivalScope.ServiceProvider.GetRequiredService<MarketingDb>();
        await using var rivals = await rival.Database.BeginTransactionAsync(Cancellation);
        await Handle(email, rivalScope.ServiceProvider);
        await using var scope = marketing.Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);

        var first = Handle(email, scope.ServiceProvider);
        await Task.Delay(100, Cancellation);
        await rivals.CommitAsync(Cancellation);
        await Assert.ThrowsAsync<DbUpdateException>(() => first);

        db.ChangeTracker.Clear();
        Assert.IsType<Ok<CaptureLeadResponse>>((await Handle(email, scope.ServiceProvider)).Result);
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(1, await Leads(email));
    }

    [Fact]
    public async Task Each_fact_bears_the_trace_of_its_own_request()
    {
        var traces = Enumerable.Range(0, 20).Select(_ => System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString()).ToList();
        var ids = await Task.WhenAll(traces.Select(async trace =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, MarketingFixture.Leads)
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { email = MarketingFixture.NewEmail() }),
                Headers = { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } },
            };
            using var answer = await marketing.Service.Http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return Guid.Parse(answer.Headers.Location!.ToString().Split('/')[^1]);
        }));

        foreach (var (trace, id) in traces.Zip(ids))
        {
            Assert.Contains(trace, Assert.Single(await marketing.Service.Published(id)).TraceParent);
        }
    }

    [Fact]
    public async Task The_bulk_insert_of_leads_writes_every_column_that_has_a_value()
    {
        await using var scope = marketing.Service.Services.CreateAsyncScope();
        var lead = scope.ServiceProvider.GetRequiredService<MarketingDb>().Model.FindEntityType(typeof(Lead))!;
        var captured = Lead.Capture(
            ContactDetails.Read(new CaptureLeadRequest { ExternalId = "1" }).Value!, new(null, new(), null, null),
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var sql = marketing.Service.Services.GetRequiredService<BulkInsert>().Into([captured]).CommandText;
        var columns = lead.GetFlattenedProperties().Where(property => !property.IsNullable || property.Name == nameof(Lead.ExternalId))
            .Select(property => property.GetColumnName()).Where(column => column != "xmin");

        Assert.Equal(columns.Order(), sql[(sql.IndexOf('(') + 1)..sql.IndexOf(')')].Split(", ").Select(column => column.Trim('"')).Order());
    }

    private Task<Results<Created<CaptureLeadResponse>, Ok<CaptureLeadResponse>, ProblemHttpResult>> Handle(string email,
        IServiceProvider scope)
    {
        scope.GetRequiredService<IdempotentDb>()
            .RunsIn((NpgsqlConnection)scope.GetRequiredService<MarketingDb>().Database.GetDbConnection());
        return CaptureLead.Handle(
            new() { Email = email }, new(), marketing.Service.Services.GetRequiredService<CaptureBatches>(),
            scope.GetRequiredService<RequestSql>(),
            scope.GetRequiredService<Lazy<MarketingDb>>(), Cancellation);
    }

    private Task<long> Leads(string email) => marketing.Count("select count(*) from leads where email = $1", email);
}
