using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Messaging.Tests;

/// <param name="By">7 is refused, 8 throws after the save.</param>
public sealed record MakeCounterRequest(string Name, int By = 1);

public sealed record CounterResponse(Guid Id, int Count);

/// <summary>The routes of a service: they create, change, refuse and fail.</summary>
internal static class CounterEndpoints
{
    public const string Path = "/api/marketing/v1/counters", OpenPath = "/api/marketing/v1/open-counters";
    public const int Refused = 7, Bug = 8;

    private static readonly Refusal Unlucky = new("counter-unlucky", 422, "The counter does not count that far.");

    /// <summary>A creating request waits for this task before it saves.</summary>
    public static Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Called when a creating request reaches the gate.</summary>
    public static Action AtTheGate { get; set; } = () => { };

    /// <summary>An increasing request waits for this task between reading and saving.</summary>
    public static Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public static void MapCounters(this WebApplication app)
    {
        var counters = app.MapGroup(Path).RequirePermissions("marketing").RetryOnConflict<CounterDb>();
        counters.MapPost("/", Make).VersionedByAnswer<CounterDb, Counter, CounterResponse>(answer => [answer.Id]);
        counters.MapPost("/{id:guid}/increase", Increase);
        app.MapPost($"{OpenPath}/{{link}}", Make).AllowAnonymous();
        counters.MapGet("/{id:guid}/beside/{other:guid}", ShowBeside).Versioned<CounterDb, Counter>();
        counters.MapPost("/{id:guid}/increase-beside/{other:guid}", IncreaseBeside).Versioned<CounterDb, Counter>();
    }

    private static async Task<Results<Created<CounterResponse>, ProblemHttpResult>> Make(
        MakeCounterRequest request, CounterDb db, TimeProvider clock, CancellationToken cancellation, string? label = null)
    {
        if (request.By == Refused || label == "")
        {
            return Unlucky.ToProblem();
        }

        var now = clock.GetUtcNow();
        var counter = Counter.Make(now);
        db.Add(counter);
        db.Publish(counter, counter.Increase(), now);
        AtTheGate();
        await Gate;
        await db.SaveChangesAsync(cancellation);
        return request.By == Bug
            ? throw new InvalidOperationException("The handler failed after the save.")
            : TypedResults.Created($"{Path}/{counter.Id}", new CounterResponse(counter.Id, counter.Count));
    }

    private static async Task<Ok<CounterResponse>> Increase(Guid id, CounterDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var counter = (await db.Counters.FindAsync([id], cancellation))!;
        await Meanwhile();
        db.Publish(counter, counter.Increase(), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new CounterResponse(counter.Id, counter.Count));
    }

    /// <summary>Loads two counters and shows the first.</summary>
    private static async Task<Ok<CounterResponse>> ShowBeside(Guid id, Guid other, CounterDb db, CancellationToken cancellation)
    {
        var counters = await db.Counters.Where(counter => counter.Id == id || counter.Id == other)
            .ToDictionaryAsync(counter => counter.Id, cancellation);
        return TypedResults.Ok(new CounterResponse(id, counters[id].Count));
    }

    /// <summary>Increases two counters and answers with the first.</summary>
    private static async Task<Ok<CounterResponse>> IncreaseBeside(Guid id, Guid other, CounterDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (counter, second) = ((await db.Counters.FindAsync([id], cancellation))!, (await db.Counters.FindAsync([other], cancellation))!);
        db.Publish(second, second.Increase(), clock.GetUtcNow());
        db.Publish(second, second.Increase(), clock.GetUtcNow());
        db.Publish(counter, counter.Increase(), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new CounterResponse(counter.Id, counter.Count));
    }
}
