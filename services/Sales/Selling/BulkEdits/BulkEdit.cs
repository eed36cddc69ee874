using System.Text.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.BulkEdits;

/// <summary>A previewed edit of many opportunities. The caller who previewed it applies exactly this edit, once.</summary>
internal sealed class BulkEdit : IVersioned
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private BulkEdit()
    {
    }

    /// <summary>The token of the preview.</summary>
    public Guid Id { get; private init; }

    /// <summary>The id of the caller: the subject of the access token.</summary>
    public string By { get; private init; } = "";

    public DateTimeOffset ExpiresAt { get; private init; }

    public BulkEditChange Change { get; private init; } = null!;

    /// <summary>The opportunities with their versions at the time of the preview.</summary>
    [IsRecord]
    public IReadOnlyList<BulkEditRow> Rows { get; private init; } = [];

    public DateTimeOffset? AppliedAt { get; private set; }

    /// <summary>The result for each opportunity; null until the edit is applied.</summary>
    [IsRecord]
    public BulkResponse? Result { get; private set; }

    public int Version { get; private set; }

    public static BulkEdit Preview(string by, BulkEditChange change, IReadOnlyList<BulkEditRow> rows, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        By = by,
        ExpiresAt = (now + Lifetime).ToMicroseconds(),
        Change = change,
        Rows = rows,
    };

    public void Apply(BulkResponse result, DateTimeOffset now) =>
        (Result, AppliedAt, Version) = (result, now.ToMicroseconds(), Version + 1);
}

/// <summary>The planned result for one opportunity.</summary>
/// <param name="Version">The version of the opportunity at the time of the preview.</param>
/// <param name="Changed">The fields that would change.</param>
/// <param name="Code">The code of the refusal; null if the edit is possible.</param>
internal sealed record BulkEditRow(Guid Id, int Version, BulkOutcome Outcome, IReadOnlyList<string> Changed, string? Code)
{
    /// <summary>Tells whether the result would still be the same.</summary>
    public bool HasSameResult(BulkEditRow now) =>
        (Id, Version, Outcome, Code) == (now.Id, now.Version, now.Outcome, now.Code) && Changed.SequenceEqual(now.Changed);
}

internal sealed class BulkEditMapping : IEntityTypeConfiguration<BulkEdit>
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public void Configure(EntityTypeBuilder<BulkEdit> builder)
    {
        builder.ToTable("bulk_edits");
        builder.Property(edit => edit.Id).ValueGeneratedNever();
        builder.Property(edit => edit.By).HasColumnType("text");
        builder.Property(edit => edit.Version).IsConcurrencyToken();
        builder.Property(edit => edit.Change).HasColumnType("jsonb").HasConversion(
            change => JsonSerializer.Serialize(change, Json), json => JsonSerializer.Deserialize<BulkEditChange>(json, Json)!);
        builder.Property(edit => edit.Rows).HasColumnType("jsonb").HasConversion(
            rows => JsonSerializer.Serialize(rows, Json), json => JsonSerializer.Deserialize<IReadOnlyList<BulkEditRow>>(json, Json)!);
        builder.Property(edit => edit.Result).HasColumnType("jsonb").HasConversion(
            result => JsonSerializer.Serialize(result, Json), json => JsonSerializer.Deserialize<BulkResponse>(json, Json)!);
    }
}
