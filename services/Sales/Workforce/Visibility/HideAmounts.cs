using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Visibility;

/// <summary>
/// The one rule that decides who sees amounts. It is applied when a response is written as JSON: a hidden amount is null, never
/// 0.
/// </summary>
/// <remarks>
/// A response with an owner shows its amounts by the owner. A response without an owner, such as a sum, shows them only to callers who
/// see the amounts of all records that they see. So a new response cannot show too much. In the OpenAPI document an amount is
/// always nullable.
/// </remarks>
internal sealed class HideAmounts(IHttpContextAccessor http) : IConfigureOptions<JsonOptions>
{
    public void Configure(JsonOptions options) =>
        options.SerializerOptions.TypeInfoResolver = (options.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(Hide);

    private void Hide(JsonTypeInfo type)
    {
        for (var at = 0; at < type.Properties.Count; at++)
        {
            if (type.Properties[at] is { AttributeProvider: MemberInfo member, Get: { } value } shown
                && member.IsDefined(typeof(AmountAttribute), inherit: true))
            {
                type.Properties[at] = Hidden(type, shown, value);
            }
        }
    }

    private JsonPropertyInfo Hidden(JsonTypeInfo type, JsonPropertyInfo shown, Func<object, object?> value)
    {
        var optional = shown.PropertyType.IsValueType && Nullable.GetUnderlyingType(shown.PropertyType) is null
            ? typeof(Nullable<>).MakeGenericType(shown.PropertyType)
            : shown.PropertyType;
        var hidden = type.CreateJsonPropertyInfo(optional, shown.Name);
        hidden.AttributeProvider = shown.AttributeProvider;
        hidden.IsGetNullable = true;
        hidden.Order = shown.Order;
        hidden.Get = answer => Shows(answer) ? value(answer) : null;
        return hidden;
    }

    private bool Shows(object answer) => http.HttpContext?.RequestServices.GetRequiredService<CallerSight>().Value is { } sight
        && (answer is IOwned owned ? sight.ShowsAmountsOf(owned.OwnerId) : sight.ShowsAllAmounts);
}
