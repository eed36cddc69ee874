using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging.Timers;

/// <summary>What happens when a timer of one name is due: a file that names it.</summary>
/// <remarks>
/// Called once a timer, in the transaction that also takes the timer away. It changes tracked entities, publishes and
/// schedules; it never saves. Timers that are due together are run in one transaction and saved once, so look things up by
/// key. Read before any write of your own (see <see cref="Journal"/> for why). Ask whether it is still wanted: what it is
/// about may have changed since. One that throws is tried again after growing pauses, and holds up no other.
/// </remarks>
public interface IWhenDue
{
    /// <param name="dueAt">For when it was scheduled, which may be long ago where the service was away.</param>
    Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation);
}

/// <summary>A name of timers that this service runs.</summary>
internal sealed record TimerName(string Value);

public static class TimersSetup
{
    /// <summary>Runs the timers of this name, see <see cref="MessagingDb.Schedule"/>.</summary>
    /// <param name="name">Kebab-case; stored with each timer, so that it must not change.</param>
    public static IServiceCollection WhenDue<TReaction>(this IServiceCollection services, string name) where TReaction : class, IWhenDue =>
        services.AddSingleton(new TimerName(name)).AddKeyedScoped<IWhenDue, TReaction>(name);
}
