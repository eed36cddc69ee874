using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Funnel.Marketing;

/// <summary>JSON's <c>null</c> passes for an item of a list of any type; not of this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoNullsAttribute() : ValidationAttribute("An item of {0} is null.")
{
    public override bool IsValid(object? value) => value is not IEnumerable items || !items.Cast<object?>().Contains(null);
}
