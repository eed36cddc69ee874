using Npgsql;

namespace Funnel.Marketing.Touches;

/// <summary>Many touches as one statement, for every way in.</summary>
internal static class TouchRows
{
    public static NpgsqlBatchCommand Insert(IReadOnlyList<Touch> touches)
    {
        return new(
            """
            insert into touches (id, lead_id, kind, asset, url, referrer, click_id, source, medium, campaign, term, content,
                channel, external_id, occurred_at, recorded_at)
            select *, $16 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[])
            """)
        {
            Parameters =
            {
                Column(touch => touch.Id), Column(touch => touch.LeadId), Column(touch => touch.Kind.ToString()),
                Column(touch => touch.Asset), Column(touch => touch.Url), Column(touch => touch.Referrer),
                Column(touch => touch.ClickId), Column(touch => touch.Utm.Source), Column(touch => touch.Utm.Medium),
                Column(touch => touch.Utm.Campaign), Column(touch => touch.Utm.Term), Column(touch => touch.Utm.Content),
                Column(touch => touch.Channel), Column(touch => touch.ExternalId), Column(touch => touch.OccurredAt),
                new() { Value = touches[0].RecordedAt },
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<Touch, T> value) => new() { TypedValue = [.. touches.Select(value)] };
    }
}
