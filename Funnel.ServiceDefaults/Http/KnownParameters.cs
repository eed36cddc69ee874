using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Refuses an unknown query parameter on every operation: a misspelled filter would return everything. The known parameters are
/// those that the handler binds, which are also those of the API document.
/// </summary>
public static class KnownParameters
{
    /// <summary>
    /// For pages that people open from an email: mail programs and click counters append parameters to the link, and the person
    /// cannot remove them.
    /// </summary>
    public static TBuilder AllowUnknownParameters<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(UnknownParametersAllowed.Instance);

    /// <summary>Runs after authorization, so that a stranger learns nothing about an operation.</summary>
    internal static void RefuseUnknownParameters(this WebApplication app)
    {
        // The operations are complete when the first request arrives.
        var known = new Lazy<IReadOnlyDictionary<string, IReadOnlySet<string>>>(
            () => Read(app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>()));
        app.Use((http, next) =>
        {
            if (http.Request.QueryString.HasValue && http.GetEndpoint() is RouteEndpoint endpoint
                && endpoint.Metadata.GetMetadata<UnknownParametersAllowed>() is null
                && known.Value.TryGetValue(Key(http.Request.Method, endpoint.RoutePattern.RawText), out var names)
                && http.Request.Query.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            {
                return HttpRefusals.ParameterUnknown.Because(Explain(unknown, names)).ToProblem().ExecuteAsync(http);
            }

            return next(http);
        });
    }

    private static string Explain(string unknown, IReadOnlySet<string> known) => known.Count == 0
        ? $"'{unknown}' is not a parameter. The operation has no query parameters."
        : $"'{unknown}' is not a parameter. The parameters are: {string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase))}.";

    private static Dictionary<string, IReadOnlySet<string>> Read(IApiDescriptionGroupCollectionProvider operations) =>
        operations.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .GroupBy(operation => Key(operation.HttpMethod!, operation.RelativePath))
            .ToDictionary(same => same.Key,
                same => (IReadOnlySet<string>)same.SelectMany(operation => operation.ParameterDescriptions)
                    .Where(parameter => parameter.Source == BindingSource.Query).Select(parameter => parameter.Name)
                    .ToHashSet(StringComparer.OrdinalIgnoreCase));

    private static string Key(string method, string? path) => $"{method.ToUpperInvariant()} {path?.Trim('/')}";
}

/// <summary>The operation ignores unknown query parameters.</summary>
public sealed class UnknownParametersAllowed
{
    internal static readonly UnknownParametersAllowed Instance = new();
}
