using System.Text.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Views;

/// <summary>The lists that have views.</summary>
public enum ListName
{
    Accounts,
    Contacts,
    Opportunities,
    Handoffs,
    Tasks,
}

/// <summary>A named filter of a list: private, or shared with all users.</summary>
internal sealed class SavedView : IVersioned
{
    public const int NameLength = 100;
    public const int MostParameters = 20;
    public const int ValueLength = 200;

    private SavedView()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>The subject of the owner's access token.</summary>
    public string Owner { get; private init; } = "";

    public ListName List { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>The query parameters of the list. A parameter with several values has one on each line.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; private set; } = new Dictionary<string, string>();

    public bool IsShared { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static SavedView Of(string owner, ListName list, string name, IReadOnlyDictionary<string, string> filter, bool isShared,
        DateTimeOffset now)
    {
        var view = new SavedView { Id = Guid.CreateVersion7(now), Owner = owner, List = list };
        view.Become(name, filter, isShared);
        return view;
    }

    public static string[] ValuesOf(string value) => value.Split('\n');

    public void Become(string name, IReadOnlyDictionary<string, string> filter, bool isShared) =>
        (Name, Filter, IsShared, Version) = (name.Trim(), filter, isShared, Version + 1);
}

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("views");
        builder.Property(view => view.Id).ValueGeneratedNever();
        builder.Property(view => view.Owner).HasMaxLength(200);
        builder.Property(view => view.List).HasConversion<string>().HasMaxLength(20);
        builder.Property(view => view.Name).HasMaxLength(SavedView.NameLength);
        builder.Property(view => view.Filter).HasColumnType("jsonb").HasConversion(
            filter => JsonSerializer.Serialize(filter, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!);
        builder.Property(view => view.Version).IsConcurrencyToken();
        builder.HasIndex(view => new { view.Owner, view.List, view.Name }).IsUnique();
        builder.HasIndex(view => new { view.List, view.Id }).IsDescending(false, true).HasFilter("is_shared");
    }
}
