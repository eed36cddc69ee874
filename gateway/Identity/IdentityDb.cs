using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Identity;

/// <summary>The identity server's own database: people (ASP.NET Core Identity's tables), API clients (OpenIddict's) and signing keys.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<ApiClient> Clients => Set<ApiClient>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<Revocation> Revocations => Set<Revocation>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>();
        builder.HasAudit();
        var person = builder.Entity<Person>();
        person.ToTable("people");
        person.Property(one => one.Id).ValueGeneratedNever();
        person.Property(one => one.Name).HasMaxLength(Person.LongestName);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("people_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("people_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("people_tokens");
        builder.Entity<ApiClient>().Property(client => client.Id).ValueGeneratedNever();
        builder.Entity<SigningKey>().ToTable("signing_keys").Property(signing => signing.Id).ValueGeneratedNever();
        builder.Entity<Revocation>().ToTable("revocations").HasKey(revocation => revocation.Subject);
    }
}
