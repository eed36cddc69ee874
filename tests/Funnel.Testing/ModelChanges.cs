using Microsoft.EntityFrameworkCore;

namespace Funnel.Testing;

/// <summary>Compares the EF model of a service with its migrations.</summary>
public static class ModelChanges
{
    /// <summary>Fails with the missing operations if the model has changes that no migration contains.</summary>
    public static async Task None<TProgram, TDb>(ServiceUnderTest<TProgram, TDb> service) where TProgram : class
        where TDb : Messaging.MessagingDb
    {
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .CreateAsyncScope(service.Services);
        None(Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<TDb>(scope.ServiceProvider));
    }

    /// <inheritdoc cref="None{TProgram, TDb}"/>
    public static void None(DbContext db)
    {
        if (db.Database.HasPendingModelChanges())
        {
            throw new InvalidOperationException(
                $"The model of {db.GetType().Name} differs from its migrations. Add a migration, or run the migrations of the branch that "
                    + "changed the model.");
        }
    }
}
