using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Accounts;

/// <summary>Settings of free-mail domains, section <c>FreeMail</c>.</summary>
internal sealed class FreeMailOptions : IValidatableObject
{
    public const string Section = "FreeMail";

    /// <summary>Domains of mail providers, in addition to the built-in list.</summary>
    public string[] Domains { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Domains.Where(domain => DomainName.ReadOrNull(domain) is null)
            .Select(domain => new ValidationResult($"FreeMail:Domains contains '{domain}', which is not a domain.", [nameof(Domains)]));
}

/// <summary>Tells which domains name a company. Everybody gets an address under a free-mail domain, so it names none.</summary>
internal sealed class CompanyDomains(IOptions<FreeMailOptions> options)
{
    private readonly HashSet<string?> more = [.. options.Value.Domains.Select(DomainName.ReadOrNull)];

    /// <summary>The domain by which an account is found. Null if the text is blank, is not a domain, or names a mail provider.</summary>
    public string? Of(string? given) =>
        DomainName.ReadOrNull(given) is { } domain && !FreeMailDomains.Contains(domain) && !more.Contains(domain) ? domain : null;

    /// <summary>Reads the domain that a user gives to an account.</summary>
    public Result<CompanyDomain> Read(string? given) =>
        !DomainName.TryRead(given, out var domain) ? AccountRefusals.DomainNotValid(given)
        : domain is not null && Of(domain) is null ? AccountRefusals.DomainIsFreeMail(given)
        : new CompanyDomain(domain);
}

/// <param name="Name">Null if no domain is given.</param>
internal sealed record CompanyDomain(string? Name);
