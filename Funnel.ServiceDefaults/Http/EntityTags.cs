using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Funnel.ServiceDefaults;

/// <summary>Something that callers change, and whose version they can insist on.</summary>
public interface IVersioned
{
    /// <summary>Another one after each change; guarded by the row's concurrency token.</summary>
    int Version { get; }
}

/// <summary>Entity tags (RFC 9110): <c>ETag</c> on what is shown or changed, <c>If-None-Match</c> on reading, <c>If-Match</c> on changing.</summary>
/// <remarks>
/// A tag is the version of the thing, and on reading also a hash of what is shown: what a page derives from other things
/// may change while the thing itself does not. <c>If-Match</c> looks at the version alone.
/// </remarks>
public static class EntityTags
{
    private static readonly Refusal Stale = new("precondition-failed", 412, "It is not the version that If-Match names.");

    /// <summary>For routes that show, create or change one thing, whose handlers let the database track it.</summary>
    /// <param name="find">The thing that the path names; by its id where this is absent.</param>
    public static RouteHandlerBuilder Versioned<TDb, TEntity>(
        this RouteHandlerBuilder route, Func<TDb, EndpointFilterInvocationContext, CancellationToken, ValueTask<TEntity?>>? find = null)
        where TDb : DbContext where TEntity : class, IVersioned =>
        route.WithMetadata(ETagKind.Version, Stale, HttpRefusals.Conflict).AddEndpointFilter(async (context, next) =>
        {
            find ??= ById<TDb, TEntity>;
            var (request, db) = (context.HttpContext.Request, context.Arguments.OfType<TDb>().Single());
            if (!HttpMethods.IsGet(request.Method) && request.Headers.IfMatch.Count > 0
                && await find(db, context, context.HttpContext.RequestAborted) is { } current
                && !IsNamed(current.Version, request.GetTypedHeaders().IfMatch))
            {
                return Stale.Because($"It is version {current.Version}.").ToProblem();
            }

            // The handler's own look-up finds the very object that was checked, so that its save fails where another's came between.
            return Tag(context.HttpContext, await next(context), () => db.ChangeTracker.Entries<TEntity>().Single().Entity.Version);
        });

    /// <summary>For routes that show one thing which is not changed by its id.</summary>
    public static RouteHandlerBuilder Tag(this RouteHandlerBuilder route) =>
        route.WithMetadata(ETagKind.Content).AddEndpointFilter(async (context, next) => Tag(context.HttpContext, await next(context), () => null));

    private static async ValueTask<TEntity?> ById<TDb, TEntity>(TDb db, EndpointFilterInvocationContext context, CancellationToken cancellation)
        where TDb : DbContext where TEntity : class =>
        context.Arguments[0] is Guid id ? await db.Set<TEntity>().FindAsync([id], cancellation) : null;

    private static bool IsNamed(int version, IList<EntityTagHeaderValue> tags) =>
        tags.Any(tag => tag == EntityTagHeaderValue.Any || (!tag.IsWeak && tag.Tag.AsSpan().Trim('"') is var text
            && text[..(text.IndexOf('-') is var dash && dash < 0 ? text.Length : dash)].SequenceEqual(version.ToString(CultureInfo.InvariantCulture))));

    private static object? Tag(HttpContext http, object? result, Func<int?> version)
    {
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        if (result is not IValueHttpResult { Value: { } shown } || (result as IStatusCodeHttpResult)?.StatusCode is not (>= 200 and < 300))
        {
            return result;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.GetTypedHeaders().ETag = new($"\"{version()}\"");
            return result;
        }

        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(shown, json);
        var hash = Convert.ToHexStringLower(XxHash128.Hash(body));
        var tag = new EntityTagHeaderValue(version() is { } number ? $"\"{number}-{hash}\"" : $"\"{hash}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known == EntityTagHeaderValue.Any || known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }
}
