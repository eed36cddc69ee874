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

/// <summary>How often one client may call: who is signed in by who they are, all others by address.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>In <see cref="WindowSeconds"/>, and at once at the most.</summary>
    [Range(1, 10_000_000)]
    public int Requests { get; set; } = 10_000;

    [Range(1, 3600)]
    public int WindowSeconds { get; set; } = 10;

    /// <summary>Passwords that may be tried from one address in a minute.</summary>
    [Range(1, 10_000)]
    public int SignInsAMinute { get; set; } = 30;
}

/// <summary>Limits by token buckets, told in the <c>RateLimit</c> and <c>RateLimit-Policy</c> header fields (draft-ietf-httpapi-ratelimit-headers).</summary>
internal sealed class RateLimits : IDisposable
{
    private static readonly Refusal Limited = new("rate-limited", 429, "Too many requests.");
    private readonly Bucket requests;
    private readonly Bucket signIns;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        requests = new("client", options.Value.Requests, options.Value.WindowSeconds);
        signIns = new("sign-in", options.Value.SignInsAMinute, 60);
    }

    /// <summary>Before the sign-in page looks at the password.</summary>
    public Task SignIns(HttpContext http, RequestDelegate next) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments("/connect/authorize") ? Take(signIns, Address(http), http, next) : next(http);

    /// <summary>After it is known who calls.</summary>
    public Task Requests(HttpContext http, RequestDelegate next) =>
        http.Request.Path.Value is "/health" or "/alive" ? next(http) : Take(requests, http.User.FindFirst("sub")?.Value ?? Address(http), http, next);

    public void Dispose()
    {
        requests.Dispose();
        signIns.Dispose();
    }

    private static Task Take(Bucket bucket, string client, HttpContext http, RequestDelegate next)
    {
        using var lease = bucket.Take(client, out var left);
        http.Response.Headers["RateLimit-Policy"] = bucket.Policy;
        http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{bucket.Name}\";r={left};t={bucket.SecondsUntilFull(left)}");
        if (lease.IsAcquired)
        {
            return next(http);
        }

        http.Response.Headers.RetryAfter = "1";
        return Limited.ToProblem().ExecuteAsync(http);
    }

    /// <summary>One who has a /64 of IPv6 has all of its addresses.</summary>
    private static string Address(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes()[..8]) : address.ToString();
    }

    /// <summary>A bucket a client. Filled when it is looked at: the framework's own partitions wake up ten times a second for it.</summary>
    private sealed class Bucket(string name, int limit, int seconds) : IDisposable
    {
        private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);
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
            ForgetTheFull();
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

        /// <summary>A full bucket says nothing that a new one would not.</summary>
        private void ForgetTheFull()
        {
            var last = Interlocked.Read(ref sweptAt);
            if (Stopwatch.GetElapsedTime(last) < Sweep || Interlocked.CompareExchange(ref sweptAt, Stopwatch.GetTimestamp(), last) != last)
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
