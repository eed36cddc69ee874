using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Lets a limited number of requests use the database at the same time. The others wait, and are answered with 503 if they wait too
/// long.
/// </summary>
/// <remarks>
/// The places are fewer than the connections of the pool, for two reasons.
/// 1. Listeners, timers and other background work always find a connection. Without places, clients that ask again and again for the
///    result of an event take all connections, and the listener that handles the event gets none.
/// 2. Nobody waits for a connection of the pool. Npgsql hands connections over in a channel, and a channel of .NET 10 loses an item if
///    its reader is cancelled while the reader is registered. A lost connection never comes back: after a short overload without
///    places, a service answered all requests with 503 until it was restarted.
/// </remarks>
/// <param name="connections">The size of the pool.</param>
/// <param name="longestWait">The longest time that a request waits for a place.</param>
internal sealed class RequestPlaces(int connections, TimeSpan longestWait) : IDisposable
{
    private readonly SemaphoreSlim places = new(Math.Max(1, connections * 2 / 3));

    /// <returns>Whether the caller got a place.</returns>
    public Task<bool> Take(CancellationToken cancellation) => places.WaitAsync(longestWait, cancellation);

    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}

/// <summary>Gives each request a place before its handler runs.</summary>
public static class RequestPlacesSetup
{
    /// <summary>For operations that do not use the database, or that use it while a long body arrives.</summary>
    public static TBuilder WithoutPlace<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(NeedsNoPlace.Instance);

    /// <summary>Runs after authorization, so that a stranger takes no place.</summary>
    internal static void LimitRequests(this WebApplication app)
    {
        if (app.Services.GetService<RequestPlaces>() is not { } places)
        {
            return;
        }

        app.Use(async (http, next) =>
        {
            if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<NeedsNoPlace>() is not null)
            {
                await next(http);
                return;
            }

            if (!await places.Take(http.RequestAborted))
            {
                http.Response.Headers.RetryAfter = "1";
                await HttpRefusals.Unavailable.Because("The service handles as many requests as it can at the same time.").ToProblem()
                    .ExecuteAsync(http);
                return;
            }

            try
            {
                await next(http);
            }
            finally
            {
                places.Leave();
            }
        });
    }

    private sealed class NeedsNoPlace
    {
        public static readonly NeedsNoPlace Instance = new();
    }
}
