using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Funnel.Messaging;

/// <summary>The facts that a journal reader hears, and the classes that hear them.</summary>
public sealed class JournalReaderSetup
{
    private readonly IServiceCollection services;
    private readonly string reader;
    private readonly HashSet<Type> facts = [];

    internal JournalReaderSetup(IServiceCollection services, string reader) => (this.services, this.reader) = (services, reader);

    internal IReadOnlyCollection<Type> Facts => facts;

    /// <summary>Hears one fact with one class.</summary>
    public JournalReaderSetup Hear<TFact, TListener>() where TListener : class, IHear<TFact>
    {
        facts.Add(typeof(TFact));
        services.AddKeyedScoped<IHear<TFact>, TListener>(reader);
        return this;
    }

    /// <summary>Calls this step once at the end of each batch, for work that goes by sets.</summary>
    public JournalReaderSetup FinishWith<TStep>() where TStep : class, IFinishBatch
    {
        services.AddKeyedScoped<IFinishBatch, TStep>(reader);
        return this;
    }
}

/// <summary>Lets a service react to its own facts.</summary>
public static class JournalReaders
{
    private const int DefaultBatch = 500;

    /// <summary>
    /// Reads the service's own journal from its beginning and hands each fact to listeners of <typeparamref name="TDb"/>: each
    /// fact has its effects exactly once, in the order of the journal, on one replica at a time.
    /// </summary>
    /// <param name="reader">The name of the cursor: short and kebab-case. It is stored, so it must not change.</param>
    /// <param name="listeners">The facts and their listeners.</param>
    /// <param name="largestBatch">The largest number of journal rows in one transaction.</param>
    public static IServiceCollection AddJournalReader<TDb>(
        this IServiceCollection services, string reader, Action<JournalReaderSetup> listeners, int largestBatch = DefaultBatch)
        where TDb : MessagingDb
    {
        var setup = new JournalReaderSetup(services, reader);
        listeners(setup);
        services.AddKeyedSingleton<JournalListeners>(reader, (provider, _) => new JournalListeners<TDb>(
            provider.GetRequiredService<Outbox>().Service, reader, largestBatch, setup.Facts,
            provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<JournalListeners>(reader));
        return services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<JournalReader>(provider, provider.GetRequiredKeyedService<JournalListeners>(reader)));
    }
}
