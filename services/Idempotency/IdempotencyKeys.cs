using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Idempotency;

/// <summary>
/// Answers a POST that bears an <c>Idempotency-Key</c> once: sent again, it gets the same answer and has no second effect.
/// For every POST of a service, or of the gateway's own, so that no new route can forget it; without the header nothing changes.
/// </summary>
/// <remarks>
/// 1. Open a transaction of the request's database and take a lock on the key: who does not get it is told to wait.
/// 2. Look the key up. The same request gets the stored answer, another one is refused.
/// 3. Run the use case in the transaction, holding its answer back; store the answer; commit; send it.
/// A lost race is run again in a new transaction, because the first write gave the old one its place in the journal.
/// The row is written last for the same reason.
/// </remarks>
internal sealed class IdempotencyKeys(RequestDelegate next)
{
    public const string Header = "Idempotency-Key", Replayed = "Idempotency-Replayed";

    private const int LongestKey = 255;
    private const int Tries = 5;

    private static readonly Refusal Invalid = new("idempotency-key-invalid", 400, "An idempotency key is one header of 1 to 255 visible ASCII characters.");
    private static readonly Refusal Reused = new("idempotency-key-reused", 422, "The idempotency key was used for another request.");
    private static readonly Refusal InFlight = new("idempotency-key-in-flight", 409, "A request with this idempotency key is under way; try again.");

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint() is not RouteEndpoint || !http.Request.Headers.TryGetValue(Header, out var keys))
        {
            await next(http);
            return;
        }

        if (keys is not [{ Length: >= 1 and <= LongestKey } key] || !key.All(character => character is > ' ' and <= '~'))
        {
            await Invalid.ToProblem().ExecuteAsync(http);
            return;
        }

        var request = await KeyedRequest.Read(http, key);
        var database = http.RequestServices.GetRequiredService<IdempotentDb>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await Answer(http, request, database);
                await answer.ExecuteAsync(http);
                return;
            }
            catch (Exception lost) when (attempt < Tries && IsConflict(lost))
            {
                database.Db.ChangeTracker.Clear();
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), http.RequestAborted);
            }
        }
    }

    /// <returns>What to send when the transaction is over.</returns>
    private async Task<IResult> Answer(HttpContext http, KeyedRequest request, IdempotentDb database)
    {
        await using var transaction = await database.Db.Database.BeginTransactionAsync(http.RequestAborted);
        var connection = (NpgsqlConnection)database.Db.Database.GetDbConnection();
        var answers = new KeptAnswers(connection, database);
        var (isFree, kept) = await answers.Find(request, http.RequestAborted);
        if (!isFree)
        {
            http.Response.Headers.RetryAfter = "1";
            return InFlight.ToProblem();
        }

        if (kept is not null)
        {
            return kept.RequestHash.AsSpan().SequenceEqual(request.Hash) ? kept : Reused.ToProblem();
        }

        http.Request.Body.Position = 0;
        http.SetKeyed(true);
        database.RunsIn(connection);
        var held = await Run(http, database);
        if (IsDecided(http.Response.StatusCode))
        {
            // What was decided is kept, even where the caller has gone.
            await answers.Keep(request, KeptAnswer.Of(http.Response, request.Hash, held.Body), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            await database.HasCommitted(CancellationToken.None);
        }

        return held;
    }

    /// <summary>Runs the use case and holds its answer back: it must not be told before it is true.</summary>
    private async Task<HeldAnswer> Run(HttpContext http, IdempotentDb database)
    {
        var sending = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held));
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            return new(held.ToArray());
        }
        catch
        {
            http.Response.Clear();
            throw;
        }
        finally
        {
            http.Features.Set(sending);
            http.SetKeyed(false);
            database.RunsIn(null);
        }
    }

    /// <summary>A request that could not be read, came too early or met a passing fault may be mended, and sent again under its key.</summary>
    private static bool IsDecided(int status) => status is >= 200 and < 500 and not (400 or 408 or 412 or 413 or 415 or 429);

    private static bool IsConflict(Exception lost) =>
        lost is DbUpdateException failure ? failure.IsConflict() : lost is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}

/// <summary>A request under a key.</summary>
/// <param name="Client">Whose key it is.</param>
/// <param name="Hash">Of all that makes it this request and no other.</param>
internal sealed record KeyedRequest(string Client, string Key, string Target, byte[] Hash)
{
    /// <remarks>The body is read here, and again by the use case, perhaps more than once: what is large waits in a temporary file.</remarks>
    public static async Task<KeyedRequest> Read(HttpContext http, string key)
    {
        http.Request.EnableBuffering(bufferThreshold: 1024 * 1024);
        var target = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([.. Encoding.UTF8.GetBytes(target), 0]);
        var bytes = new byte[64 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(bytes, http.RequestAborted)) > 0;)
        {
            hash.AppendData(bytes, 0, read);
        }

        var caller = http.User.FindFirstValue("sub") ?? http.User.FindFirstValue("client_id") ?? "";
        return new(caller, key, target, hash.GetHashAndReset());
    }
}

/// <summary>An answer whose head is on the response already.</summary>
internal sealed record HeldAnswer(byte[] Body) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        Body.Length == 0 ? Task.CompletedTask : httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
}

public static class IdempotencySetup
{
    /// <summary>Call it behind <c>UseServiceDefaults</c>, which tells who the caller is; needs a <see cref="IdempotentDb"/> a request.</summary>
    public static void UseKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyKeys>();

    /// <summary>Whether the request runs in the transaction of its key: then it is that which commits.</summary>
    public static bool IsKeyed(this HttpContext http) => http.Items[typeof(KeyedRequest)] is true;

    internal static void SetKeyed(this HttpContext http, bool isKeyed) => http.Items[typeof(KeyedRequest)] = isKeyed;

    /// <summary>Forgets the answers that were kept for <see cref="KeptAnswers.Hours"/>.</summary>
    public static Task ForgetAnswers(this NpgsqlDataSource database, string table, CancellationToken cancellation) => KeptAnswers.Forget(database, table, cancellation);
}
