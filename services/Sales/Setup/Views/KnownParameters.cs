using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

/// <summary>Refuses an unknown query parameter. A list must not ignore a filter that it does not know.</summary>
internal static class KnownParameters
{
    public static readonly Refusal Unknown = new("parameter-unknown", 400, "The operation does not have this query parameter.");

    public static RouteHandlerBuilder OnlyKnownParameters(this RouteHandlerBuilder route) =>
        route.WithMetadata(Unknown).AddEndpointFilterFactory((method, next) =>
    {
        var known = QueryParameters.Of(method.MethodInfo).Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return context => context.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? ValueTask.FromResult<object?>(
                Unknown.Because(
                    $"'{unknown}' is not a parameter. The parameters are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.")
                        .ToProblem())
            : next(context);
    });
}
