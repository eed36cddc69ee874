using System.ComponentModel.DataAnnotations;

namespace Funnel.Values;

/// <summary>Refuses a text that is not an email address by the rule of <see cref="EmailAddress"/>. An absent value is accepted.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class EmailAttribute()
    : ValidationAttribute("The {0} field is not a valid e-mail address. An address looks like name@example.com.")
{
    public override bool IsValid(object? value) => value is null || EmailAddress.Normalise(value as string) is not null;
}
