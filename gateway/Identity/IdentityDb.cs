using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The database of the identity server: people (tables of ASP.NET Core Identity), API clients (tables of OpenIddict) and signing keys.
/// </summary>
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
        person.Property(each => each.Id).ValueGeneratedNever();
        person.Property(each => each.Name).HasMaxLength(Person.LongestName);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("people_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("people_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("people_tokens");
        builder.Entity<ApiClient>().Property(client => client.Id).ValueGeneratedNever();
        builder.Entity<SigningKey>().ToTable("signing_keys").Property(key => key.Id).ValueGeneratedNever();
        builder.Entity<Revocation>().ToTable("revocations").HasKey(revocation => revocation.Key);
    }
}
