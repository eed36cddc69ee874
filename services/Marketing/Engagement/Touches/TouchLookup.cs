using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Npgsql;

namespace Funnel.Marketing.Touches;

/// <summary>The leads and the earlier touches of a batch of touches, loaded in one round trip.</summary>
internal sealed class TouchLookup
{
    private readonly HashSet<Guid> byId = [];
    private readonly Dictionary<string, Guid> byExternalId = [];
    private readonly Dictionary<string, Guid> byEmail = [];
    private readonly Dictionary<Guid, Guid> owners = [];

    public static async Task<TouchLookup> Load(IReadOnlyList<RecordTouchRequest> requests, RequestSql sql, CancellationToken cancellation)
    {
        var known = new TouchLookup();
        await using var batch = sql.CreateBatch();
        batch.BatchCommands.Add(new("select id, null::text, null::text from leads where id = any($1)")
        {
            Parameters = { Ids(request => request.LeadId) },
        });
        batch.BatchCommands.Add(new("select id, external_id, null::text from leads where external_id = any($1)")
        {
            Parameters = { Texts(request => TextKey.ShowOrNull(request.ExternalLeadId)) },
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

        await known.FindByExternalId(requests, sql, cancellation);
        return known;

        NpgsqlParameter Ids(Func<RecordTouchRequest, Guid?> id) =>
            new() { Value = requests.Select(id).OfType<Guid>().Distinct().ToArray() };
        NpgsqlParameter Texts(Func<RecordTouchRequest, string?> text) =>
            new() { Value = requests.Select(text).OfType<string>().Distinct().ToArray() };
    }

    /// <summary>The id of the lead that the request names.</summary>
    public Result<Guid> FindLead(RecordTouchRequest request)
    {
        var (externalId, email) = (TextKey.ShowOrNull(request.ExternalLeadId), request.Email.OrNull());
        return (request.LeadId, externalId, email) switch
        {
            ({ } id, null, null) => byId.Contains(id) ? id : TouchRefusals.LeadUnknown.Because($"No lead has the id {id}."),
            (null, { } external, null) => byExternalId.TryGetValue(external, out var found)
                ? found
                : TouchRefusals.LeadUnknown.Because($"No lead has the external id '{external}'."),
            (null, null, { } address) => FindByEmail(address),
            (null, null, null) => TouchRefusals.LeadMissing.Because("`leadId`, `externalLeadId` and `email` are all absent."),
            _ => TouchRefusals.LeadMissing.Because("More than one of `leadId`, `externalLeadId` and `email` is given."),
        };
    }

    /// <summary>Remembers a touch.</summary>
    /// <returns>The lead of the touch that has this id already; null if the touch is new.</returns>
    public Guid? Add(Touch touch) => owners.TryAdd(touch.Id, touch.LeadId) ? null : owners[touch.Id];

    private Result<Guid> FindByEmail(string given) => EmailAddress.Normalise(given) is not { } email
        ? LeadRefusals.EmailInvalid.Because($"`email` is '{given}'. An address looks like name@example.com.")
        : byEmail.TryGetValue(email, out var found) ? found : TouchRefusals.LeadUnknown.Because($"No lead has the email '{email}'.");

    private void Add(NpgsqlDataReader reader)
    {
        var lead = reader.GetGuid(0);
        if (!reader.IsDBNull(1))
        {
            byExternalId[reader.GetString(1)] = lead;
        }
        else if (!reader.IsDBNull(2))
        {
            byEmail[reader.GetString(2)] = lead;
        }
        else
        {
            byId.Add(lead);
        }
    }

    private async Task FindByExternalId(IReadOnlyList<RecordTouchRequest> requests, RequestSql sql, CancellationToken cancellation)
    {
        var ids = requests.Where(request => request.Id is null && TextKey.ShowOrNull(request.ExternalId) is not null)
            .Select(request => FindLead(request).IsRefused(out _, out var lead)
                ? default(Guid?)
                : Touch.IdOf(lead, TextKey.ShowOrNull(request.ExternalId)!))
            .OfType<Guid>().Distinct().ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        await using var command = sql.CreateCommand("select id, lead_id from touches where id = any($1)");
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            owners[reader.GetGuid(0)] = reader.GetGuid(1);
        }
    }
}
