using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Checklists;

/// <summary>A checklist of questions about an opportunity, such as BANT.</summary>
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

    /// <summary>Kebab-case. The code never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The items in their order. The answers of a removed item are kept.</summary>
    public IReadOnlyList<ChecklistItem> Items { get; private set; } = [];

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static Checklist Define(string code, string name, params IReadOnlyList<ChecklistItem> items) =>
        new() { Code = code, Name = name, Items = items };

    public void Redefine(string name, IReadOnlyList<ChecklistItem> items) => (Name, Items, Version) = (name, items, Version + 1);
}

/// <param name="Code">Kebab-case, unique in its checklist. Answers name the item by this code.</param>
/// <param name="Question">The question that people read.</param>
public sealed record ChecklistItem(
    [property: Required, MaxLength(Checklist.CodeLength), RegularExpression(Checklist.CodePattern)] string Code,
    [property: Required, MaxLength(Checklist.NameLength)] string Question);

/// <summary>The state of a checklist item for one opportunity.</summary>
public enum AnswerState
{
    Unknown,
    Met,
    NotMet,
}
