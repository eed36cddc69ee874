using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Contracts.Marketing;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging.Tests;

public sealed class EventIdsTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private const string Path = "/api/marketing/v1/events/ids";
    private static readonly string Qualified = EventTypes.NameOf(typeof(LeadQualified));
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task Pages_contain_every_event_once_and_tell_how_many_remain()
    {
        var start = await End();
        var lead = await service.Qualify(1, 2, 3, 4, 5);
        // A transaction of another test in the same server may delay the positions.
        await Eventually.Get(async () => await Read((await Read(start)).Next), page => page.Events.Count == 0);

        var first = await Read(start, limit: 2);
        var second = await Read(first.Next, limit: 2);
        var last = await Read(second.Next, limit: 2);

        Assert.Equal((true, 3, true, 1, false, 0),
            (first.More, first.Remaining, second.More, second.Remaining, last.More, last.Remaining));
        Assert.Equal((await Published(lead)).Order(),
            first.Events.Concat(second.Events).Concat(last.Events).Select(told => told.Id).Order());
        Assert.All(first.Events, told => Assert.Equal((Qualified, true), (told.Type, told.RecordedAt <= first.ReadAt)));
        Assert.Empty((await Read(last.Next)).Events);
    }

    [Fact]
    public async Task Events_of_other_types_are_not_listed_and_are_read_with_the_page()
    {
        var start = await End();
        await service.Qualify(1);

        var other = await Eventually.Get(() => Read(start, types: ["marketing.weather.changed.v1"]), page => page.Next != start);

        Assert.Empty(other.Events);
        Assert.Single((await Read(start, types: ["marketing.weather.changed.v1", Qualified])).Events);
    }

    [Fact]
    public async Task A_committed_event_is_listed_while_an_older_transaction_still_runs_and_no_late_commit_is_skipped()
    {
        var start = await End();
        var late = await service.Lead();
        await using var scope = service.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CounterDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        db.Publish((await db.Counters.FindAsync([late], TestContext.Current.CancellationToken))!, Facts.Qualified(late, 1),
            TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var early = await Published(await service.Qualify(1));

        var meanwhile = await Read(start);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var after = await Read(meanwhile.Next);

        Assert.Equal(early, meanwhile.Events.Select(told => told.Id));
        Assert.Equal([.. await Published(late), .. early], after.Events.Select(told => told.Id));
    }

    [Fact]
    public async Task A_position_that_the_journal_has_not_reached_starts_at_the_first_event()
    {
        await service.Qualify(1);
        Assert.Equal((await Read("0-0")).Events[0], (await Read("9000000000000000000-1")).Events[0]);
    }

    [Theory]
    [InlineData("after=nonsense", "malformed-request")]
    [InlineData("limit=0", "validation-failed")]
    [InlineData("limit=5001", "validation-failed")]
    public async Task A_wrong_parameter_is_refused(string query, string code)
    {
        using var response = await service.Http.GetAsync($"{Path}?{query}", TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    private async Task<string> End()
    {
        await service.Qualify(1);
        var next = "0-0";
        // Each page starts where the last one ended. A transaction of another test in the same server may hold this place back.
        await Eventually.Get(async () =>
        {
            var page = await Read(next);
            next = page.Next;
            return page;
        }, page => page.Events.Count == 0 && !page.More);
        return next;
    }

    private async Task<List<Guid>> Published(Guid lead)
    {
        await using var command = service.Database
            .CreateCommand("select id from messaging.journal where subject = $1 order by xid, position");
        command.Parameters.Add(new() { Value = lead });
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private async Task<EventIdsPage> Read(string after, int limit = 5000, params string[] types) =>
        (await service.Http.GetFromJsonAsync<EventIdsPage>(
            $"{Path}?after={after}&limit={limit}{string.Concat(types.Select(type => $"&type={type}"))}",
            TestContext.Current.CancellationToken))!;
}
