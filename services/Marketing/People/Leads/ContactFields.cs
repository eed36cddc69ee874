using System.ComponentModel.DataAnnotations;
using Funnel.Values;

namespace Funnel.Marketing.Leads;

/// <summary>The contact details of a person, as a caller sends them.</summary>
public abstract record ContactFields
{
    /// <summary>
    /// The email address. It names one person; capitals, surrounding spaces, invisible characters and the form of the domain make
    /// no difference.
    /// </summary>
    [StringLength(EmailAddress.Longest)]
    public string? Email { get; init; }

    /// <summary>
    /// The phone number. It identifies a person only if there is neither an email nor an external id, because colleagues may share
    /// it.
    /// </summary>
    [StringLength(ContactDetails.LongestPhone)]
    public string? Phone { get; init; }

    /// <summary>The id of the person in the system from which the person is imported. It names one person.</summary>
    [StringLength(ContactDetails.LongestExternalId)]
    public string? ExternalId { get; init; }

    /// <summary>The full name.</summary>
    [StringLength(ContactDetails.LongestText)]
    public string? FullName { get; init; }

    /// <summary>The company.</summary>
    [StringLength(ContactDetails.LongestText)]
    public string? Company { get; init; }

    /// <summary>The job title.</summary>
    [StringLength(ContactDetails.LongestText)]
    public string? JobTitle { get; init; }

    /// <summary>The country: two letters, ISO 3166.</summary>
    [RegularExpression("^([A-Za-z]{2})?$")]
    public string? Country { get; init; }

    /// <summary>The number of employees of the company.</summary>
    [Range(1, ContactDetails.MostEmployees)]
    public int? CompanySize { get; init; }
}
