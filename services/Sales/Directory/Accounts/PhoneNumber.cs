using Funnel.ServiceDefaults;
using PhoneNumbers;

namespace Funnel.Sales.Accounts;

/// <summary>A phone number: as it is shown, and what it is compared by.</summary>
/// <param name="Shown">E.164 where it could be read, else as it was written.</param>
/// <param name="Key">E.164; absent where nobody can say which number it is, or where an extension shares it.</param>
internal sealed record PhoneNumber(string Shown, string? Key)
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();
    private static readonly HashSet<string> Countries = [.. Util.GetSupportedRegions()];

    public static bool IsCountry(string code) => Countries.Contains(code);

    /// <param name="country">In which a number without a country's prefix is dialled.</param>
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
            // A national number of nobody knows where may be a good one, and is kept as it is written.
            return failure.ErrorType == ErrorType.INVALID_COUNTRY_CODE && country is null && !written.TrimStart().StartsWith('+')
                ? new PhoneNumber(written.Trim(), null)
                : AccountRefusals.PhoneNotValid(written, country);
        }
    }

    /// <summary>For what was taken in elsewhere: nothing is refused for its phone number's sake.</summary>
    public static PhoneNumber ReadOrKeep(string written, string? country) =>
        Read(written, country).IsRefused(out _, out var number) ? new(written.Trim(), null) : number;
}
