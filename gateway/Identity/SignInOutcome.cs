using Funnel.Gateway.People;

namespace Funnel.Gateway.Identity;

/// <summary>The steps of a sign-in. Each is a page.</summary>
internal enum SignInStep
{
    Password,

    /// <summary>The code of the second factor.</summary>
    Code,
    NewPassword,

    /// <summary>Setting up a second factor.</summary>
    SecondFactor,
}

/// <summary>The outcome of one step of a sign-in.</summary>
internal abstract record SignInOutcome
{
    public sealed record SignedIn(Person Person) : SignInOutcome;

    /// <summary>The page must ask for something.</summary>
    /// <param name="Step">The step that the page asks for.</param>
    /// <param name="Error">The text for the page; null if the person has made no mistake.</param>
    /// <param name="Ticket">The steps that the person has passed; null before the password.</param>
    /// <param name="SecondFactor">The second factor that the page shows.</param>
    /// <param name="SignInName">The name of the person in the app, beside the second factor.</param>
    public sealed record Asks(
        SignInStep Step, string? Error = null, string? Ticket = null, NewSecondFactor? SecondFactor = null, string? SignInName = null)
        : SignInOutcome;
}
