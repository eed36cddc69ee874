using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Leads;

/// <summary>The contact details of a person in one spelling, with at least one of the three identities.</summary>
/// <remarks>
/// An email and an external id each name one person. Colleagues may share a phone, so it identifies a person only if it is the
/// only identity.
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

    public static Result<ContactDetails> Read(ContactFields request)
    {
        var email = EmailAddress.Normalise(request.Email);
        if (email is null && TextKey.ShowOrNull(request.Email) is not null)
        {
            return LeadRefusals.EmailInvalid.Because($"`email` is '{request.Email}'. An address looks like name@example.com.");
        }

        var phone = request.Phone.OrNull() is { } number ? Separators().Replace(number, "") : null;
        if (phone is not null && !PhoneNumber().IsMatch(phone))
        {
            return LeadRefusals.PhoneInvalid
                .Because($"`phone` is '{request.Phone}'. Accepted are 5 to 17 digits, with or without a leading +.");
        }

        // Capitals count: some systems give ids that differ only in them.
        var externalId = TextKey.ShowOrNull(request.ExternalId);
        if (email is null && externalId is null && phone is null)
        {
            return LeadRefusals.IdentityMissing;
        }

        return new ContactDetails
        {
            Email = email,
            ExternalId = externalId,
            Phone = phone?.StartsWith("00", StringComparison.Ordinal) == true ? "+" + phone[2..] : phone,
            FullName = TextKey.ShowOrNull(request.FullName),
            Company = TextKey.ShowOrNull(request.Company),
            JobTitle = TextKey.ShowOrNull(request.JobTitle),
            Country = request.Country.OrNull()?.ToUpperInvariant(),
            CompanySize = request.CompanySize,
        };
    }

    [GeneratedRegex(@"[\s().\-/]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\+?[0-9]{5,17}$")]
    private static partial Regex PhoneNumber();
}
