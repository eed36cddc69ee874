using Funnel.Gateway.People;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.Identity;

/// <summary>Refuses passwords that are easy to guess: common passwords, names, dates and simple patterns.</summary>
/// <remarks>
/// zxcvbn estimates the number of guesses from lists of common passwords, words and names. Its time grows with the length, so it sees
/// only the first characters.
/// </remarks>
internal sealed class CommonPasswords : IPasswordValidator<Person>
{
    private const int Longest = 200, LongestChecked = 64, LeastScore = 3;

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        var text = password ?? "";
        if (text.Length > Longest)
        {
            return Refuse("PasswordTooLong", $"The password may have at most {Longest} characters.");
        }

        var known = new[] { "funnel", user.UserName ?? "", user.Name }.SelectMany(words => words.Split('@', '.', ' '))
            .Where(word => word.Length > 2);
        return Zxcvbn.Zxcvbn.MatchPassword(text[..Math.Min(text.Length, LongestChecked)], known).Score >= LeastScore
            ? Task.FromResult(IdentityResult.Success)
            : Refuse("PasswordTooCommon",
                "The password is too easy to guess: it is a common password, a name or a simple pattern. Choose another one, such as "
                + "four words that do not belong together.");
    }

    private static Task<IdentityResult> Refuse(string code, string description) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code, Description = description }));
}
