using Funnel.ServiceDefaults;
using PhoneNumbers;

namespace Funnel.Sales.Accounts;

/// <summary>A phone number, in the form in which it is shown and in the form in which it is compared.</summary>
/// <param name="Shown">E.164 if the number could be read, else as written.</param>
/// <param name="Key">E.164. Absent if the number is not known for certain, or if it has an extension.</param>
internal sealed record PhoneNumber(string Shown, string? Key)
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();
    private static readonly HashSet<string> Countries = [.. Util.GetSupportedRegions()];

    public static bool IsCountry(string code) => Countries.Contains(code);

    /// <param name="country">The country of a number without an international prefix.</param>
    public static Result<PhoneNumber> Read(string written, string? country)
    {
        try
        {
            var number = Util.Parse(written, country ?? "ZZ");
            if (!Util.IsPossibleNumber(number))
            {
                return AccountRefusals.PhoneNotValid(written, country);
            }

            var key = Util.Format(number, PhoneNumberFormat.E164);
            return number.HasExtension ? new PhoneNumber(written.Trim(), null) : new PhoneNumber(key, key);
        }
        catch (NumberParseException failure)
        {
            // A national number of an unknown country may be valid, so it is kept as written.
            return failure.ErrorType == ErrorType.INVALID_COUNTRY_CODE && country is null && !written.TrimStart().StartsWith('+')
                ? new PhoneNumber(written.Trim(), null)
                : AccountRefusals.PhoneNotValid(written, country);
        }
    }

    /// <summary>For records from elsewhere, which are not refused because of a phone number.</summary>
    public static PhoneNumber ReadOrKeep(string written, string? country) =>
        Read(written, country).IsRefused(out _, out var number) ? new(written.Trim(), null) : number;
}
