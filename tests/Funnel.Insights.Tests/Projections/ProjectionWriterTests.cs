using Funnel.Insights.Projections;
using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Tests.Projections;

public sealed class ProjectionWriterTests(InsightsFixture fixture)
{
    private static readonly DateTimeOffset Start = Person.Day(2001, 3, 1);

    [Theory]
    [InlineData("funnels")]
    [InlineData("deals")]
    [InlineData("timeline")]
    public async Task Events_repeated_and_in_any_order_give_the_same_tables(string name)
    {
        var projection = fixture.Projections.Single(known => known.Name == name);
        var facts = Facts();
        await using var connection = await fixture.Service.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var expected = await TablesAfter(connection, projection, [facts]);
        Assert.Contains("|", expected, StringComparison.Ordinal);

        Assert.Equal(expected, await TablesAfter(connection, projection, [facts, facts]));
        Assert.Equal(expected, await TablesAfter(connection, projection, [.. facts.Select(fact => (IReadOnlyList<CloudEvent>)[fact])]));
        Assert.Equal(expected, await TablesAfter(connection, projection, [[.. Enumerable.Repeat(facts, 10).SelectMany(all => all)]]));
        Assert.Equal(expected,
            await TablesAfter(connection, projection, [.. Enumerable.Reverse(facts).Select(fact => (IReadOnlyList<CloudEvent>)[fact])]));
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var shuffled = facts.Concat(random.GetItems([.. facts], 10)).ToArray();
            random.Shuffle(shuffled);
            Assert.True(expected == await TablesAfter(connection, projection, [.. shuffled.Chunk(random.Next(1, 15))]),
                $"Seed {seed} ends otherwise.");
        }
    }

    [Fact]
    public async Task Of_two_captures_of_one_person_the_earlier_one_counts_in_any_order()
    {
        var projection = fixture.Projections.Single(known => known.Name == "funnels");
        var twice = new Person().Captured(Start.AddDays(1), "email", "/late").Captured(Start, "social", "/early").Events;
        await using var connection = await fixture.Service.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var oneWay = await TablesAfter(connection, projection, [[twice[0]], [twice[1]]]);
        var otherWay = await TablesAfter(connection, projection, [[twice[1]], [twice[0]]]);

        Assert.Equal(oneWay, otherWay);
        Assert.Contains("social", oneWay, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("funnels")]
    [InlineData("deals")]
    [InlineData("timeline")]
    public async Task Replicas_that_apply_the_same_events_at_once_do_not_deadlock(string name)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var projection = fixture.Projections.Single(known => known.Name == name);
        var facts = Facts();
        await using var connection = await fixture.Service.Database.OpenConnectionAsync(cancellation);
        var expected = await TablesAfter(connection, projection, [facts]);
        var schema = $"{projection.Name}_fold";
        await ProjectionSchemas.Create(connection, projection, schema, cancellation);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async seed =>
        {
            await using var replica = await fixture.Service.Database.OpenConnectionAsync(cancellation);
            for (var round = 0; round < 10; round++)
            {
                var shuffled = facts.ToArray();
                new Random((100 * seed) + round).Shuffle(shuffled);
                await ProjectionWriter.Load(projection, schema, replica, shuffled, Start, cancellation);
            }
        }));

        Assert.Equal(expected, await Tables.Read(connection, projection, schema));
    }

    private static List<CloudEvent> Facts() =>
    [
        .. Person.WithWholeStory(Start).Events,
        .. Person.WithWholeStory(Start.AddDays(3), channel: null).Events,
        .. Person.WithWholeStory(Start.AddDays(4)).Reopened(Start.AddDays(30), Start.AddDays(11)).Events,
        .. Person.WithWholeStory(Start.AddDays(5)).Reopened(Start.AddDays(30), Start.AddDays(12))
            .Won(Start.AddDays(31), Start.AddDays(12), 70)
            .Corrected(Start.AddDays(40), Start.AddDays(12), Start.AddDays(29), 60, owner: "Joan").Events,
        .. new Person().Captured(Start, "unknown").Qualified(Start.AddDays(2)).Assigned(Start.AddDays(2)).Accepted(Start.AddDays(3))
            .Opened(Start.AddDays(4))
            .Lost(Start.AddDays(9), Start.AddDays(4)).Opened(Start.AddDays(20), 70, "USD", another: true).Events,
    ];

    /// <summary>The rows of the projection after these batches, as text.</summary>
    private static async Task<string> TablesAfter(NpgsqlConnection connection, Projection projection,
        IReadOnlyList<IReadOnlyList<CloudEvent>> batches)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var schema = $"{projection.Name}_fold";
        await ProjectionSchemas.Create(connection, projection, schema, cancellation);
        foreach (var batch in batches)
        {
            await ProjectionWriter.Load(projection, schema, connection, batch, Start, cancellation);
        }

        return await Tables.Read(connection, projection, schema);
    }
}
