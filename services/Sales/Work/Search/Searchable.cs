using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Funnel.Sales.Search;

public enum FoundKind
{
    Account,
    Contact,
    Opportunity,
    Activity,
}

/// <summary>A row of the view over all searched tables, each with its own indexed columns.</summary>
internal sealed class Searchable
{
    public FoundKind Kind { get; private init; }

    public Guid Id { get; private init; }

    public string Title { get; private init; } = "";

    /// <summary>The search keys of the fields. Trigrams are made of it.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The words of the text.</summary>
    public NpgsqlTsVector Words { get; private init; } = null!;
}

internal sealed class SearchableMapping : IEntityTypeConfiguration<Searchable>
{
    public void Configure(EntityTypeBuilder<Searchable> builder)
    {
        builder.HasNoKey().ToView("searchable");
        builder.Property(row => row.Kind).HasConversion<string>();
    }
}
