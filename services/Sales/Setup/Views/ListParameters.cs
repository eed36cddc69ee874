using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

/// <summary>The filters of a list: the query parameters of its route, with their validation attributes.</summary>
/// <remarks>A view is checked by the rules of the list itself, so there is no second language of filters.</remarks>
internal sealed class ListParameters(EndpointDataSource endpoints)
{
    private static readonly string[] OfThePage = ["after", "limit"];
    private static readonly Refusal Unknown = new("filter-unknown", 422, "The list does not have this filter.");
    private static readonly Refusal Wrong = new("filter-not-valid", 422, "The value of the filter is not valid.");

    public static string PathOf(ListName list) => $"/api/sales/v1/{list.ToString().ToLowerInvariant()}";

    /// <summary>Checks whether the list takes this filter.</summary>
    public Result Check(ListName list, IReadOnlyDictionary<string, string> filter)
    {
        var known = Of(list);
        foreach (var (name, value) in filter)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                return Unknown.Because(
                    $"`filter` names '{name}'. The filters are: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (!Takes(parameter, value))
            {
                return Wrong.Because($"`filter` sets '{name}' to '{value}', which the list does not accept.");
            }
        }

        return Result.Done;
    }

    private Dictionary<string, QueryParameter> Of(ListName list) => QueryParameters.Of(endpoints.Endpoints.OfType<RouteEndpoint>()
        .Single(route => "/" + route.RoutePattern.RawText?.Trim('/') == PathOf(list)
            && route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
        .Metadata.GetMetadata<MethodInfo>()!)
        .Where(parameter => !OfThePage.Contains(parameter.Name))
        .ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);

    private static bool Takes(QueryParameter parameter, string value)
    {
        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        object? read = type == typeof(string) ? value
            : type == typeof(string[]) ? SavedView.ValuesOf(value)
            : type == typeof(Guid) ? Guid.TryParse(value, out var id) ? id : null
            : type == typeof(bool) ? bool.TryParse(value, out var flag) ? flag : null
            : type == typeof(int)
            ? int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null
            : type == typeof(decimal)
            ? decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : null
            : type == typeof(DateOnly) ? DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day) ? day : null
            : type == typeof(DateTimeOffset) ? DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : null
            : type.IsEnum ? Enum.TryParse(type, value, true, out var named) && Enum.IsDefined(type, named) ? named : null
            : throw new InvalidOperationException($"The filter {parameter.Name} has the type {type}, which views do not support.");
        return read is not null && parameter.Attributes.GetCustomAttributes(typeof(ValidationAttribute), inherit: true)
            .Cast<ValidationAttribute>().All(rule => rule.IsValid(read));
    }
}
