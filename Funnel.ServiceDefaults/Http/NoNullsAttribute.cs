using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Funnel.ServiceDefaults;

/// <summary>Refuses a list that contains null. JSON can put null into a list of any type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoNullsAttribute() : ValidationAttribute("An item of {0} is null.")
{
    public override bool IsValid(object? value) => value is not IEnumerable items || !items.Cast<object?>().Contains(null);
}
