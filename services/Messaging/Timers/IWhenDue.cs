using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging.Timers;

/// <summary>The reaction to the timers of one name. The class is named after the timer's name.</summary>
/// <remarks>
/// <see cref="WhenDue"/> is called once for each timer, in the transaction that also deletes the timer. It changes tracked
/// entities, publishes and schedules; it never saves. Timers that are due together run in one transaction and are saved
/// once, so load their data in <see cref="Expect"/>. Read before any write of your own (see <see cref="Journal"/> for
/// the reason). Check that the effect is still wanted: the subject may have changed since the timer was set. A timer that
/// throws is tried again after growing pauses and does not delay other timers.
/// </remarks>
public interface IWhenDue
{
    /// <summary>
    /// Called once before a batch of due timers of this name, in their transaction, so that the reaction can load by sets
    /// the data of the batch. The calls of <see cref="WhenDue"/> for the same batch follow on the same instance.
    /// </summary>
    /// <param name="subjects">The subjects of the batch's timers, each once.</param>
    /// <param name="cancellation">Cancelled when the service stops.</param>
    Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation) => Task.CompletedTask;

    /// <param name="subject">The subject that the timer was set for.</param>
    /// <param name="dueAt">The time that the timer was scheduled for. It may be long past if the service was down.</param>
    /// <param name="cancellation">Cancelled when the service stops.</param>
    Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation);
}

/// <summary>The name of timers that this service runs.</summary>
internal sealed record TimerName(string Value);

public static class TimersSetup
{
    /// <summary>Registers the reaction to the timers of this name, see <see cref="MessagingDb.Schedule"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Kebab-case. It is stored with each timer, so it must not change.</param>
    public static IServiceCollection WhenDue<TReaction>(this IServiceCollection services, string name) where TReaction : class, IWhenDue =>
        services.AddSingleton(new TimerName(name)).AddKeyedScoped<IWhenDue, TReaction>(name);
}
