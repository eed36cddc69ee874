using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Funnel.Sales.Views;

/// <summary>A query parameter of a route.</summary>
/// <param name="Attributes">The attributes with its rules.</param>
internal sealed record QueryParameter(string Name, Type Type, ICustomAttributeProvider Attributes);

internal static class QueryParameters
{
    /// <summary>The query parameters of a handler. An argument that is marked <c>[AsParameters]</c> contributes its properties.</summary>
    public static IEnumerable<QueryParameter> Of(MethodInfo handler) => handler.GetParameters().SelectMany(parameter =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is not null
            ? parameter.ParameterType.GetProperties().Select(property =>
                new QueryParameter(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.PropertyType, property))
            : [new QueryParameter(parameter.Name!, parameter.ParameterType, parameter)])
        .Where(parameter => IsValue(parameter.Type));

    /// <summary>Services and the cancellation token are not query parameters.</summary>
    private static bool IsValue(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var value
        && value != typeof(CancellationToken) && (value == typeof(string) || value == typeof(string[]) || value.IsValueType);
}
