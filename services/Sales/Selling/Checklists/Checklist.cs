using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Checklists;

/// <summary>What a team wants to know of an opportunity, such as BANT.</summary>
internal sealed class Checklist : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;
    public const int NoteLength = 4000;
    public const int MostItems = 50;

    private Checklist()
    {
    }

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>In their order. What is asked no more keeps its answers.</summary>
    public IReadOnlyList<ChecklistItem> Items { get; private set; } = [];

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static Checklist Define(string code, string name, params IReadOnlyList<ChecklistItem> items) => new() { Code = code, Name = name, Items = items };

    public void Become(string name, IReadOnlyList<ChecklistItem> items) => (Name, Items, Version) = (name, items, Version + 1);
}

/// <param name="Code">Kebab-case, unique in its checklist; what answers carry.</param>
/// <param name="Question">What people read.</param>
public sealed record ChecklistItem(
    [property: Required, MaxLength(Checklist.CodeLength), RegularExpression(Checklist.CodePattern)] string Code,
    [property: Required, MaxLength(Checklist.NameLength)] string Question);

/// <summary>What is known of a checklist's item.</summary>
public enum AnswerState
{
    Unknown,
    Met,
    NotMet,
}
