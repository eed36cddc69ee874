using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Who a person is, in one spelling, whichever way it came in. At least one of the three identities is there.</summary>
/// <remarks>
/// Address and external id each name one person. A telephone may be a whole office's: it identifies only where it is all
/// that is known.
/// </remarks>
internal sealed partial record ContactDetails
{
    public const int LongestText = 200;
    public const int LongestExternalId = 100;
    public const int LongestPhone = 40;
    public const int LongestCountry = 2;
    public const int MostEmployees = 10_000_000;

    private ContactDetails()
    {
    }

    public string? Email { get; private init; }

    public string? ExternalId { get; private init; }

    public string? Phone { get; private init; }

    public string? FullName { get; private init; }

    public string? Company { get; private init; }

    public string? JobTitle { get; private init; }

    public string? Country { get; private init; }

    public int? CompanySize { get; private init; }

    public bool IsKnownByPhoneOnly => Email is null && ExternalId is null;

    public static Result<ContactDetails> Read(CaptureLeadRequest request)
    {
        var email = EmailAddress.Normalise(request.Email);
        if (email is null && request.Email.OrNull() is not null)
        {
            return LeadRefusals.EmailInvalid;
        }

        var phone = request.Phone.OrNull() is { } number ? Separators().Replace(number, "") : null;
        if (phone is not null && !PhoneNumber().IsMatch(phone))
        {
            return LeadRefusals.PhoneInvalid;
        }

        var externalId = request.ExternalId.OrNull();
        if (email is null && externalId is null && phone is null)
        {
            return LeadRefusals.IdentityMissing;
        }

        return new ContactDetails
        {
            Email = email,
            ExternalId = externalId,
            Phone = phone?.StartsWith("00", StringComparison.Ordinal) == true ? "+" + phone[2..] : phone,
            FullName = request.FullName.OrNull(),
            Company = request.Company.OrNull(),
            JobTitle = request.JobTitle.OrNull(),
            Country = request.Country.OrNull()?.ToUpperInvariant(),
            CompanySize = request.CompanySize,
        };
    }

    [GeneratedRegex(@"[\s().\-/]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\+?[0-9]{5,17}$")]
    private static partial Regex PhoneNumber();
}
