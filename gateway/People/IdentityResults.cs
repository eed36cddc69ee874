using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>For calls of ASP.NET Core Identity that no input can make fail.</summary>
internal static class IdentityResults
{
    /// <exception cref="DbUpdateConcurrencyException">Another request changed the person at the same time. The answer is 409.</exception>
    /// <exception cref="InvalidOperationException">The call failed for another reason, which is a bug.</exception>
    public static void OrThrow(this IdentityResult result)
    {
        if (result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure)))
        {
            throw new DbUpdateConcurrencyException("Another request changed the person at the same time.");
        }

        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
        }
    }

    /// <inheritdoc cref="OrThrow(IdentityResult)"/>
    public static async Task OrThrow(this Task<IdentityResult> result) => (await result).OrThrow();
}
