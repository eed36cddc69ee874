using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

/// <summary>A list that is asked for a filter that it does not know must not answer as if it had none.</summary>
internal static class KnownParameters
{
    public static readonly Refusal Unknown = new("parameter-unknown", 400, "The operation has no such query parameter.");

    public static RouteHandlerBuilder OnlyKnownParameters(this RouteHandlerBuilder route) => route.WithMetadata(Unknown).AddEndpointFilterFactory((method, next) =>
    {
        var known = QueryParameters.Of(method.MethodInfo).Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return context => context.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? ValueTask.FromResult<object?>(Unknown.Because($"'{unknown}' is none of {string.Join(", ", known.Order(StringComparer.Ordinal))}.").ToProblem())
            : next(context);
    });
}
