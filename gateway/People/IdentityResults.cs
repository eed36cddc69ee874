using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>For calls of ASP.NET Core Identity that no input can make fail.</summary>
internal static class IdentityResults
{
    /// <exception cref="InvalidOperationException">The call failed, which is a bug.</exception>
    public static void OrThrow(this IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
        }
    }

    /// <exception cref="InvalidOperationException">The call failed, which is a bug.</exception>
    public static async Task OrThrow(this Task<IdentityResult> result) => (await result).OrThrow();
}
