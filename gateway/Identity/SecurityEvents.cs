using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Identity;

/// <summary>Records security events in the audit log, each with the address of the caller.</summary>
/// <remarks>Changes of people and clients have their lines already, because an administrator makes them.</remarks>
internal sealed class SecurityEvents(IdentityDb db, HourlyEvents hourly, IHttpContextAccessor http, TimeProvider clock)
{
    /// <summary>Records an event of a person who is signed in or signs in. The caller saves.</summary>
    public void Add(string action, Person person) =>
        db.Add(Event(new(person.Id.ToString(), person.Name), action, "person", person.Id.ToString()));

    /// <inheritdoc cref="Add"/>
    public async Task Save(string action, Person person, CancellationToken cancellation)
    {
        Add(action, person);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Records a failed sign-in, and whether it locked the person.</summary>
    /// <param name="person">
    /// Null for an unknown name. The log does not contain the name, because people type their password there by mistake.
    /// </param>
    /// <param name="attempt">The outcome.</param>
    /// <param name="cancellation">Cancels the save.</param>
    public async Task SignInFailed(Person? person, AttemptResult attempt, CancellationToken cancellation)
    {
        AddAnonymous("sign-in-failed", "person", person?.Id.ToString());
        if (attempt == AttemptResult.Locked)
        {
            AddAnonymous("locked-out", "person", person?.Id.ToString());
        }

        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Records the second use of a code or of a refresh token.</summary>
    public async Task TokenReused(string? person, CancellationToken cancellation)
    {
        AddAnonymous("token-reused", "person", person);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Records that an API client got a token: the first one of each hour.</summary>
    public Task ClientGotToken(ApiClient client, CancellationToken cancellation) => hourly.Record(
        Event(new(client.ClientId!, client.DisplayName), "token-issued", "apiClient", client.Id.ToString()), db, cancellation);

    /// <summary>Records that a client got no token: the first time in each hour.</summary>
    /// <param name="client">Null for an unknown client.</param>
    /// <param name="cancellation">Cancels the save.</param>
    public Task ClientRefused(ApiClient? client, CancellationToken cancellation) =>
        hourly.Record(Event(Actor.Anonymous, "token-refused", "apiClient", client?.Id.ToString()), db, cancellation);

    private void AddAnonymous(string action, string entity, string? id) => db.Add(Event(Actor.Anonymous, action, entity, id));

    private AuditEntry Event(Actor actor, string action, string entity, string? id) => AuditEntry.Event(
        actor, action, entity, id ?? "unknown", new { Address = http.HttpContext?.Connection.RemoteIpAddress?.ToString() },
        clock.GetUtcNow());
}
