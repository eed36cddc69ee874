using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Visibility;

/// <summary>The one rule of who sees amounts, where answers become JSON: what a caller may not see is null, never 0.</summary>
/// <remarks>
/// An answer that is owned shows its amounts by its owner. One that is not, such as a sum, shows them only to who sees the
/// amounts of all that they see; so a new one cannot tell too much. In the documents an amount may always be absent.
/// </remarks>
internal sealed class HideAmounts(IHttpContextAccessor http) : IConfigureOptions<JsonOptions>
{
    public void Configure(JsonOptions options) =>
        options.SerializerOptions.TypeInfoResolver = (options.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Hide);

    private void Hide(JsonTypeInfo type)
    {
        for (var at = 0; at < type.Properties.Count; at++)
        {
            if (type.Properties[at] is { AttributeProvider: MemberInfo member, Get: { } value } shown && member.IsDefined(typeof(AmountAttribute), inherit: true))
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
