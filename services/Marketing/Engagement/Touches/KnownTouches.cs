using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Npgsql;

namespace Funnel.Marketing.Touches;

/// <summary>The people and the earlier touches that a batch of touches names, found in one round trip.</summary>
internal sealed class KnownTouches
{
    private readonly Dictionary<Guid, Person> byId = [];
    private readonly Dictionary<string, Person> byExternalId = [];
    private readonly Dictionary<string, Person> byEmail = [];
    private readonly Dictionary<Guid, Guid> owners = [];

    public static async Task<KnownTouches> Find(IReadOnlyList<RecordTouchRequest> requests, RequestSql statements, CancellationToken cancellation)
    {
        var known = new KnownTouches();
        await using var batch = statements.CreateBatch();
        batch.BatchCommands.Add(new("select id, null::text, null::text from leads where id = any($1)") { Parameters = { Ids(request => request.LeadId) } });
        batch.BatchCommands.Add(new("select id, external_id, null::text from leads where external_id = any($1)")
        {
            Parameters = { Texts(request => request.ExternalLeadId.OrNull()) },
        });
        batch.BatchCommands.Add(new("select id, null::text, email from leads where email = any($1)")
        {
            Parameters = { Texts(request => EmailAddress.Normalise(request.Email)) },
        });
        batch.BatchCommands.Add(new("select id, lead_id from touches where id = any($1)") { Parameters = { Ids(request => request.Id) } });
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            for (var command = 0; command < 3; command++)
            {
                while (await reader.ReadAsync(cancellation))
                {
                    known.Add(reader);
                }

                await reader.NextResultAsync(cancellation);
            }

            while (await reader.ReadAsync(cancellation))
            {
                known.owners[reader.GetGuid(0)] = reader.GetGuid(1);
            }
        }

        await known.FindByExternalId(requests, statements, cancellation);
        return known;

        NpgsqlParameter Ids(Func<RecordTouchRequest, Guid?> id) => new() { Value = requests.Select(id).OfType<Guid>().Distinct().ToArray() };
        NpgsqlParameter Texts(Func<RecordTouchRequest, string?> text) => new() { Value = requests.Select(text).OfType<string>().Distinct().ToArray() };
    }

    public Result<Person> Whose(RecordTouchRequest request)
    {
        var (externalId, email) = (request.ExternalLeadId.OrNull(), request.Email.OrNull());
        return (request.LeadId, externalId, email) switch
        {
            ({ } id, null, null) => byId.GetValueOrDefault(id) is { } found ? found : TouchRefusals.LeadUnknown.Because($"No lead has the id {id}."),
            (null, { } external, null) => byExternalId.GetValueOrDefault(external) is { } found ? found : TouchRefusals.LeadUnknown.Because($"No lead has the external id '{external}'."),
            (null, null, { } address) when EmailAddress.Normalise(address) is not { } normal => LeadRefusals.EmailInvalid,
            (null, null, { } address) => byEmail.GetValueOrDefault(EmailAddress.Normalise(address)!) is { } found ? found : TouchRefusals.LeadUnknown.Because($"No lead has the address '{address}'."),
            _ => TouchRefusals.WhoseUnclear,
        };
    }

    /// <summary>Remembers a touch; answers whose it is where its id was there already.</summary>
    public Guid? Add(Touch touch) => owners.TryAdd(touch.Id, touch.LeadId) ? null : owners[touch.Id];

    private void Add(NpgsqlDataReader reader)
    {
        var person = new Person(reader.GetGuid(0));
        if (!reader.IsDBNull(1))
        {
            byExternalId[reader.GetString(1)] = person;
        }
        else if (!reader.IsDBNull(2))
        {
            byEmail[reader.GetString(2)] = person;
        }
        else
        {
            byId[person.Id] = person;
        }
    }

    private async Task FindByExternalId(IReadOnlyList<RecordTouchRequest> requests, RequestSql statements, CancellationToken cancellation)
    {
        var ids = requests.Where(request => request.Id is null && request.ExternalId.OrNull() is not null)
            .Select(request => Whose(request).Value is { } lead ? Touch.IdOf(lead.Id, request.ExternalId.OrNull()!) : default)
            .Where(id => id != default).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        await using var command = statements.CreateCommand("select id, lead_id from touches where id = any($1)");
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            owners[reader.GetGuid(0)] = reader.GetGuid(1);
        }
    }

    internal sealed record Person(Guid Id);
}
