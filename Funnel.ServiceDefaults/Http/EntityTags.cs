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

/// <summary>Entity tags (RFC 9110): <c>ETag</c> on answers, <c>If-None-Match</c> on reading, <c>If-Match</c> on changing.</summary>
/// <remarks>
/// A tag is the version of the entity. On reading it also contains a hash of the body, because a page may show values that
/// come from other entities. <c>If-Match</c> compares the version alone. The route determines the entity: by its path,
/// or by the key that the answer contains. It never depends on which other entities the handler has loaded.
/// </remarks>
public static class EntityTags
{
    private static readonly Refusal Stale = new("precondition-failed", 412, "The version of the resource is not the version in If-Match.");

    /// <summary>For routes whose path names the entity that they show or change.</summary>
    /// <param name="find">Finds the entity that the path names. Without it, the first argument of the handler is the entity's id.</param>
    public static RouteHandlerBuilder Versioned<TDb, TEntity>(
        this RouteHandlerBuilder route, Func<TDb, EndpointFilterInvocationContext, CancellationToken, ValueTask<TEntity?>>? find = null)
        where TDb : DbContext where TEntity : class, IVersioned =>
        route.WithVersion().AddEndpointFilter(async (context, next) =>
        {
            find ??= ById<TDb, TEntity>;
            var (request, db) = (context.HttpContext.Request, context.Arguments.OfType<TDb>().Single());
            TEntity? named = null;
            if (!HttpMethods.IsGet(request.Method) && request.Headers.IfMatch.Count > 0)
            {
                named = await find(db, context, context.HttpContext.RequestAborted);
                if (named is not null && !IsNamed(named.Version, request.GetTypedHeaders().IfMatch))
                {
                    return Stale.Because($"The current version is {named.Version}. Read the resource again and repeat the change.")
                        .ToProblem();
                }
            }

            // The handler finds the same tracked object that was checked, so its save fails if another change came in between.
            return await Tag(context.HttpContext, await next(context), async _ =>
                (named ?? Tracked<TEntity>(db, context) ?? await find(db, context, context.HttpContext.RequestAborted))?.Version);
        });

    /// <summary>For routes that create an entity, whose id is in the answer and not in the path.</summary>
    /// <param name="key">The primary key of the entity, from the answer.</param>
    public static RouteHandlerBuilder VersionedByAnswer<TDb, TEntity, TAnswer>(this RouteHandlerBuilder route, Func<TAnswer, object?[]> key)
        where TDb : DbContext where TEntity : class, IVersioned =>
        route.WithVersion().AddEndpointFilter(async (context, next) =>
        {
            var db = context.Arguments.OfType<TDb>().Single();
            return await Tag(context.HttpContext, await next(context), async shown => shown is TAnswer answer
                ? (await db.Set<TEntity>().FindAsync(key(answer), context.HttpContext.RequestAborted))?.Version
                : null);
        });

    /// <summary>For routes that show a resource which cannot be changed by its id.</summary>
    public static RouteHandlerBuilder Tag(this RouteHandlerBuilder route) =>
        route.WithMetadata(ETagKind.Content).AddEndpointFilter(async (context, next) =>
            await Tag(context.HttpContext, await next(context), _ => new((int?)null)));

    private static RouteHandlerBuilder WithVersion(this RouteHandlerBuilder route) =>
        route.WithMetadata(ETagKind.Version, Stale, HttpRefusals.Conflict);

    private static async ValueTask<TEntity?> ById<TDb, TEntity>(TDb db, EndpointFilterInvocationContext context,
        CancellationToken cancellation)
        where TDb : DbContext where TEntity : class =>
        context.Arguments[0] is Guid id ? await db.Set<TEntity>().FindAsync([id], cancellation) : null;

    /// <summary>The entity whose id is in the path, if the handler has loaded it: no query is needed then.</summary>
    private static TEntity? Tracked<TEntity>(DbContext db, EndpointFilterInvocationContext context) where TEntity : class =>
        context.Arguments[0] is Guid id && db.Model.FindEntityType(typeof(TEntity))?.FindPrimaryKey()?.Properties is [var key]
            ? db.ChangeTracker.Entries<TEntity>().FirstOrDefault(entry => id.Equals(entry.Property(key).CurrentValue))?.Entity
            : null;

    private static bool IsNamed(int version, IList<EntityTagHeaderValue> tags) =>
        tags.Any(tag => tag == EntityTagHeaderValue.Any || (!tag.IsWeak && tag.Tag.AsSpan().Trim('"') is var text
            && text[..(text.IndexOf('-') is var dash && dash < 0 ? text.Length : dash)]
                .SequenceEqual(version.ToString(CultureInfo.InvariantCulture))));

    private static async ValueTask<object?> Tag(HttpContext http, object? result, Func<object, ValueTask<int?>> version)
    {
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        if (result is not IValueHttpResult { Value: { } shown } || (result as IStatusCodeHttpResult)?.StatusCode is not (>= 200 and < 300))
        {
            return result;
        }

        var number = await version(shown);
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.GetTypedHeaders().ETag = number is null ? null : new($"\"{number}\"");
            return result;
        }

        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(shown, json);
        var hash = Convert.ToHexStringLower(XxHash128.Hash(body));
        var tag = new EntityTagHeaderValue(number is null ? $"\"{hash}\"" : $"\"{number}-{hash}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        return http.Request.GetTypedHeaders().IfNoneMatch
            .Any(known => known == EntityTagHeaderValue.Any || known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }
}
