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
/// Answers a POST with an <c>Idempotency-Key</c> once: the same request sent again gets the same answer and has no second
/// effect. It applies to every POST of a service and of the gateway itself, so that no new route can forget it.
/// </summary>
/// <remarks>
/// 1. Open a transaction and take a lock on the key. If another request has the lock, refuse.
/// 2. Look the key up. The same request gets the stored answer; another request with this key is refused.
/// 3. Run the use case in the transaction and hold its answer back; store the answer; commit; send it.
/// A lost race runs again in a new transaction, because the first write gave the old one its place in the journal. The answer
/// is stored last for the same reason.
/// </remarks>
internal sealed class IdempotencyKeys(RequestDelegate next)
{
    public const string Header = "Idempotency-Key", Replayed = "Idempotency-Replayed";

    private const int LongestKey = 255;

    private static readonly Refusal Invalid =
        new("idempotency-key-invalid", 400, "`Idempotency-Key` must be one header of 1 to 255 visible ASCII characters.");
    private static readonly Refusal Reused =
        new("idempotency-key-reused", 422, "The idempotency key was already used for another request.");
    private static readonly Refusal InFlight =
        new("idempotency-key-in-flight", 409, "A request with this idempotency key is still running. Try again later.");

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint() is not RouteEndpoint
            || !http.Request.Headers.TryGetValue(Header, out var keys))
        {
            await next(http);
            return;
        }

        if (keys is not [{ Length: >= 1 and <= LongestKey } key] || !key.All(character => character is > ' ' and <= '~'))
        {
            await Invalid.ToProblem().ExecuteAsync(http);
            return;
        }

        var request = await IdempotentRequest.Read(http, key);
        var database = http.RequestServices.GetRequiredService<IdempotentDb>();
        var answer =
            await Retry.OnLostRace(() => Answer(http, request, database), lost => HasForgotten(database, lost), http.RequestAborted);
        await answer.ExecuteAsync(http);
    }

    /// <returns>The answer to send after the transaction.</returns>
    private async Task<IResult> Answer(HttpContext http, IdempotentRequest request, IdempotentDb database)
    {
        await using var transaction = await database.Db.Database.BeginTransactionAsync(http.RequestAborted);
        var connection = (NpgsqlConnection)database.Db.Database.GetDbConnection();
        var answers = new StoredAnswers(connection, database);
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
        if (IsFinal(http.Response.StatusCode))
        {
            // The answer is stored even if the caller has disconnected.
            await answers.Store(request, StoredAnswer.Of(http.Response, request.Hash, held.Body), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            await database.HasCommitted(CancellationToken.None);
        }

        return held;
    }

    /// <summary>Runs the use case and holds its answer back until the transaction has committed.</summary>
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

    /// <summary>
    /// Whether the answer is final. A request that was malformed, too early or hit a temporary fault may be sent again with its
    /// key.
    /// </summary>
    private static bool IsFinal(int status) => status is >= 200 and < 500 and not (400 or 408 or 412 or 413 or 415 or 429);

    /// <summary>Whether a race was lost. Then what the attempt has loaded is forgotten, and the request runs again.</summary>
    private static bool HasForgotten(IdempotentDb database, Exception lost)
    {
        if (!lost.IsConflict() && lost is not PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }

        database.Db.ChangeTracker.Clear();
        return true;
    }
}

/// <summary>A request with an idempotency key.</summary>
/// <param name="Client">The owner of the key: two clients may use the same key. Without a token it is the path.</param>
/// <param name="Key">The key.</param>
/// <param name="Target">The method and the path with the query.</param>
/// <param name="Hash">The hash of the target and the body.</param>
internal sealed record IdempotentRequest(string Client, string Key, string Target, byte[] Hash)
{
    /// <remarks>The body is read here and again by the use case, so a large body is buffered in a temporary file.</remarks>
    public static async Task<IdempotentRequest> Read(HttpContext http, string key)
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

        // An anonymous caller has a signed link, which is a part of the path. So strangers do not share keys. The address would not
        // do: a phone changes it between two attempts, and many people share one. A path begins with '/', and no subject does.
        var caller = http.User.FindFirstValue("sub") ?? http.User.FindFirstValue("client_id") ?? http.Request.Path.Value!;
        return new(caller, key, target, hash.GetHashAndReset());
    }
}

/// <summary>An answer whose status and headers are set on the response already.</summary>
internal sealed record HeldAnswer(byte[] Body) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        Body.Length == 0 ? Task.CompletedTask : httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
}

public static class IdempotencySetup
{
    /// <summary>
    /// Call it after <c>UseServiceDefaults</c>, which authenticates the caller. It needs a scoped <see cref="IdempotentDb"/>.
    /// </summary>
    public static void UseKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyKeys>();

    /// <summary>Whether the request runs in the transaction of its key, which then commits.</summary>
    public static bool IsKeyed(this HttpContext http) => http.Items[typeof(IdempotentRequest)] is true;

    internal static void SetKeyed(this HttpContext http, bool isKeyed) => http.Items[typeof(IdempotentRequest)] = isKeyed;

    /// <summary>Deletes the answers that are older than <see cref="StoredAnswers.Hours"/>.</summary>
    public static Task ForgetAnswers(this NpgsqlDataSource database, string table, CancellationToken cancellation) =>
        StoredAnswers.Forget(database, table, cancellation);
}
