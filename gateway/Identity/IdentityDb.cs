using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Identity;

/// <summary>The identity server's own database: API clients (OpenIddict's tables) and signing keys.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : DbContext(options)
{
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseOpenIddict<Guid>();
        var key = modelBuilder.Entity<SigningKey>();
        key.ToTable("signing_keys");
        key.Property(signing => signing.Id).ValueGeneratedNever();
    }
}
