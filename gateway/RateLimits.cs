using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway;

/// <summary>How often one client may call. A signed-in client is known by its subject, any other client by its IP address.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>The requests that a client may send in <see cref="WindowSeconds"/>. A client may send all of them at once.</summary>
    [Range(1, 10_000_000)]
    public int Requests { get; set; } = 10_000;

    [Range(1, 3600)]
    public int WindowSeconds { get; set; } = 10;

    /// <summary>Sign-in attempts per minute from one IP address.</summary>
    [Range(1, 10_000)]
    public int SignInsAMinute { get; set; } = 30;

    /// <summary>Requests to survey links per minute from one IP address.</summary>
    [Range(1, 10_000)]
    public int AnswersAMinute { get; set; } = 60;
}

/// <summary>
/// Rate limits with token buckets. The response headers <c>RateLimit</c> and <c>RateLimit-Policy</c> report them
/// (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private static readonly Refusal TooManyRequests =
        new("rate-limited", 429, "The client sent too many requests. Try again after the time in Retry-After.");
    private readonly Bucket requests;
    private readonly Bucket signIns;
    private readonly Bucket answers;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        requests = new("client", options.Value.Requests, options.Value.WindowSeconds);
        signIns = new("sign-in", options.Value.SignInsAMinute, 60);
        answers = new("answer", options.Value.AnswersAMinute, 60);
    }

    /// <summary>Runs before the sign-in page checks the password.</summary>
    public Task LimitSignIns(HttpContext http, RequestDelegate next) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments("/connect/authorize")
            ? Take(signIns, Address(http), http, next)
            : next(http);

    /// <summary>Runs after authentication, because it needs the subject of the caller.</summary>
    public Task LimitRequests(HttpContext http, RequestDelegate next) =>
        http.Request.Path.Value is "/health" or "/alive" ? next(http)
        : http.Request.Path.StartsWithSegments("/api/sales/v1/surveys/answer") ? Take(answers, Address(http), http, next)
        : Take(requests, http.User.FindFirst("sub")?.Value ?? Address(http), http, next);

    public void Dispose()
    {
        requests.Dispose();
        signIns.Dispose();
        answers.Dispose();
    }

    private static Task Take(Bucket bucket, string client, HttpContext http, RequestDelegate next)
    {
        using var lease = bucket.Take(client, out var left);
        http.Response.Headers["RateLimit-Policy"] = bucket.Policy;
        http.Response.Headers["RateLimit"] =
            string.Create(CultureInfo.InvariantCulture, $"\"{bucket.Name}\";r={left};t={bucket.SecondsUntilFull(left)}");
        if (lease.IsAcquired)
        {
            return next(http);
        }

        http.Response.Headers.RetryAfter = "1";
        return TooManyRequests.ToProblem().ExecuteAsync(http);
    }

    /// <summary>An IPv6 client usually owns a whole /64 network, so only the first 8 bytes count.</summary>
    private static string Address(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes()[..8])
            : address.ToString();
    }

    /// <summary>
    /// One token bucket for each client. A bucket is refilled when it is used. The framework's partitioned limiter would use a
    /// timer that runs ten times a second.
    /// </summary>
    private sealed class Bucket(string name, int limit, int seconds) : IDisposable
    {
        private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
        private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> buckets = new();
        private long sweptAt = Stopwatch.GetTimestamp();

        public string Name => name;

        public string Policy { get; } = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={limit};w={seconds}");

        public RateLimitLease Take(string client, out long left)
        {
            var bucket = buckets.GetOrAdd(client, _ => new(new()
            {
                TokenLimit = limit,
                TokensPerPeriod = Math.Max(1, limit / seconds),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, seconds / limit)),
                QueueLimit = 0,
                AutoReplenishment = false,
            }));
            bucket.TryReplenish();
            var lease = bucket.AttemptAcquire();
            left = bucket.GetStatistics()!.CurrentAvailablePermits;
            RemoveFullBuckets();
            return lease;
        }

        public long SecondsUntilFull(long left) => (limit - left) * seconds / limit + 1;

        public void Dispose()
        {
            foreach (var bucket in buckets.Values)
            {
                bucket.Dispose();
            }
        }

        /// <summary>A full bucket equals a new one, so it can be removed.</summary>
        private void RemoveFullBuckets()
        {
            var last = Interlocked.Read(ref sweptAt);
            if (Stopwatch.GetElapsedTime(last) < SweepInterval
                || Interlocked.CompareExchange(ref sweptAt, Stopwatch.GetTimestamp(), last) != last)
            {
                return;
            }

            foreach (var (client, bucket) in buckets)
            {
                bucket.TryReplenish();
                if (bucket.GetStatistics()!.CurrentAvailablePermits == limit)
                {
                    buckets.TryRemove(new(client, bucket));
                }
            }
        }
    }
}
