using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>For what no input can make fail.</summary>
internal static class IdentityResults
{
    /// <exception cref="InvalidOperationException">It failed all the same.</exception>
    public static void OrThrow(this IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
        }
    }

    /// <exception cref="InvalidOperationException">It failed all the same.</exception>
    public static async Task OrThrow(this Task<IdentityResult> result) => (await result).OrThrow();
}
