using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Funnel.ServiceDefaults;

/// <summary>
/// A line of the audit log: an actor changed an entity, or a security event such as a sign-in. Changes that follow from events have
/// no actor; the journal has them with their cause.
/// </summary>
[IsRecord]
public sealed class AuditEntry
{
    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The subject of the token: the id of a person or of an API client. <c>anonymous</c> before a sign-in.</summary>
    public required string Actor { get; init; }

    /// <summary>The name of the actor at that time. An erasure removes it, and also the values before and after.</summary>
    public string? ActorName { get; init; }

    /// <summary><c>created</c>, <c>changed</c>, <c>deleted</c>, <c>blanked</c>, or a security event such as <c>signed-in</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The type of the changed record, such as <c>lead</c>.</summary>
    public required string Entity { get; init; }

    public required string EntityId { get; init; }

    /// <summary>The changed fields with their old values.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>The changed fields with their new values, or the details of a security event.</summary>
    public JsonElement? After { get; init; }

    /// <summary>Whether <see cref="AuditTrail"/> has added the line to a save.</summary>
    internal bool IsOfSave { get; init; }

    /// <summary>The line for an entity that is created without EF Core.</summary>
    /// <param name="actor">The actor who creates it.</param>
    /// <param name="entity">The kind of the entity.</param>
    /// <param name="id">The id of the entity.</param>
    /// <param name="after">The fields of the entity.</param>
    /// <param name="now">The present time.</param>
    public static AuditEntry Created(Actor actor, string entity, Guid id, object after, DateTimeOffset now) =>
        Event(actor, "created", entity, id.ToString(), after, now);

    /// <summary>The line for a security event.</summary>
    /// <param name="actor">The actor who does it.</param>
    /// <param name="action">What the actor does, such as <c>signed-in</c>.</param>
    /// <param name="entity">The kind of the record, such as <c>person</c>.</param>
    /// <param name="id">The id of the record.</param>
    /// <param name="details">Further fields, such as the address of the caller.</param>
    /// <param name="now">The present time.</param>
    public static AuditEntry Event(Actor actor, string action, string entity, string id, object? details, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Actor = actor.Id,
        ActorName = actor.Name,
        Action = action,
        Entity = entity,
        EntityId = id,
        After = details is null ? null : JsonSerializer.SerializeToElement(details, AuditTrail.Json),
    };
}

/// <summary>Marks rows and fields that never change and are a record themselves. The audit log leaves them out.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class IsRecordAttribute : Attribute;

/// <summary>Marks a field whose value the audit log must not contain.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>A context that saves the changes of several actors together, and knows the actor of each change.</summary>
public interface IKnowsActors
{
    /// <summary>The actor who changes the entity; null if that is the caller of the request.</summary>
    Actor? ActorOf(object entity);
}

/// <summary>Adds the audit lines of a save, in its transaction.</summary>
internal sealed class AuditTrail(IHttpContextAccessor http, TimeProvider clock) : SaveChangesInterceptor
{
    internal static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        var db = eventData.Context!;
        var changes = db.ChangeTracker.Entries().ToList();
        // A failed save has left its lines. They are made anew.
        changes.ForEach(change => change.State = change.Entity is AuditEntry { IsOfSave: true } ? EntityState.Detached : change.State);
        var (caller, now) = (Actor.Of(http.HttpContext?.User), clock.GetUtcNow());
        db.AddRange(
            from change in changes
            where change.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && !IsRecord(change.Metadata.ClrType)
            let actor = (db as IKnowsActors)?.ActorOf(change.Entity) ?? caller
            where actor is not null
            select Line(change, actor, now));
        return ValueTask.FromResult(result);
    }

    private static AuditEntry Line(EntityEntry change, Actor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Actor = actor.Id,
        ActorName = actor.Name,
        Action = change.State switch { EntityState.Added => "created", EntityState.Deleted => "deleted", _ => "changed" },
        Entity = Name(change.Metadata.ClrType.Name),
        EntityId = string.Join('/', change.Metadata.FindPrimaryKey()!.Properties.Select(key => change.Property(key).CurrentValue)),
        Before = change.State == EntityState.Added ? null : Values(change, property => property.OriginalValue),
        After = change.State == EntityState.Deleted ? null : Values(change, property => property.CurrentValue),
        IsOfSave = true,
    };

    private static JsonElement Values(EntityEntry change, Func<PropertyEntry, object?> value) => JsonSerializer.SerializeToElement(
        (from field in change.Properties
         where !field.Metadata.IsPrimaryKey() && (field.Metadata.PropertyInfo is not { } member || !IsRecord(member))
         where change.State == EntityState.Modified
             ? field.IsModified && !Equals(field.OriginalValue, field.CurrentValue)
             : value(field) is not null
         select field).ToDictionary(field => Name(field.Metadata.Name), field => IsSecret(field) ? "(secret)" : value(field)), Json);

    private static bool IsRecord(System.Reflection.MemberInfo member) => member.IsDefined(typeof(IsRecordAttribute), inherit: true);

    private static bool IsSecret(PropertyEntry property) =>
        property.Metadata.PropertyInfo?.IsDefined(typeof(SecretAttribute), inherit: true) == true;

    private static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}

/// <summary>The audit log of a database. The database accepts new lines only; administrators read them.</summary>
public static class AuditLog
{
    private const int Longest = 200;

    /// <summary>Adds the audit log to a model. <c>audit.sql</c> creates its tables.</summary>
    public static void HasAudit(this ModelBuilder model)
    {
        var entry = model.Entity<AuditEntry>();
        entry.ToTable("lines", "audit", table => table.ExcludeFromMigrations());
        entry.Property(line => line.Id).ValueGeneratedNever();
        entry.Property(line => line.Before).HasColumnType("jsonb");
        entry.Property(line => line.After).HasColumnType("jsonb");
    }

    public static void MapAudit<TDb>(this WebApplication app, string service) where TDb : DbContext =>
        app.MapGet($"/api/{service}/v1/audit", List<TDb>).WithTags("Audit").RequirePermission(Access.Administration)
            .WithSummary("Lists the changes with their actor and the old and new values, and the security events, newest first");

    private static async Task<Ok<Page<AuditEntry>>> List<TDb>(
        TDb db, CancellationToken cancellation,
        [Description("The type of the changed record, such as `lead`."), StringLength(Longest)] string? entity = null,
        [Description("The id of the changed record."), StringLength(Longest)] string? entityId = null,
        [Description("The id of the user or API client who made the change."), StringLength(Longest)] string? actor = null,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<AuditEntry>.LargestLimit)] int limit = Page<AuditEntry>.DefaultLimit) where TDb : DbContext
    {
        var lines = await db.Set<AuditEntry>().AsNoTracking()
            .Where(line => (entity == null || line.Entity == entity) && (entityId == null || line.EntityId == entityId)
                && (actor == null || line.Actor == actor) && (after == null || line.Id < after))
            .OrderByDescending(line => line.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(lines, limit, line => line.Id));
    }
}
