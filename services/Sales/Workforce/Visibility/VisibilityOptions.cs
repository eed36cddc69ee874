using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Visibility;

/// <summary>Who sees how much, by role; section <c>Visibility</c>. A person of several roles sees as far as the farthest.</summary>
internal sealed class VisibilityOptions : IValidatableObject
{
    public const string Section = "Visibility";

    /// <summary>Whose records a role sees, on every path. A role that is not named sees its own.</summary>
    public Dictionary<string, Reach> Records { get; } = new(StringComparer.Ordinal)
    {
        ["sales"] = Reach.Own,
        ["sales-manager"] = Reach.Team,
        ["administrator"] = Reach.All,
    };

    /// <summary>Of whose records a role also sees the amounts. A role that is not named sees those of all that it sees.</summary>
    public Dictionary<string, Reach> Amounts { get; } = new(StringComparer.Ordinal);

    public Reach RecordsOf(IEnumerable<string> roles) => roles.Select(role => Records.GetValueOrDefault(role, Reach.Own)).Max();

    public Reach AmountsOf(IEnumerable<string> roles) =>
        roles.Select(role => Amounts.TryGetValue(role, out var reach) ? reach : Records.GetValueOrDefault(role, Reach.Own)).Max();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (setting, role, reach) in Records.Select(pair => ("Records", pair.Key, pair.Value)).Concat(Amounts.Select(pair => ("Amounts", pair.Key, pair.Value))))
        {
            if (!SalesPermissions.ByRole.ContainsKey(role))
            {
                yield return new($"{Section}:{setting}:{role} names no role; there are {string.Join(", ", SalesPermissions.ByRole.Keys)}.");
            }

            if (!Enum.IsDefined(reach))
            {
                yield return new($"{Section}:{setting}:{role} must be Own, Team or All.");
            }
        }
    }
}
