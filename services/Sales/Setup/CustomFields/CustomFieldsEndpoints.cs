using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.CustomFields;

internal static class CustomFieldsEndpoints
{
    public static void MapCustomFields(this WebApplication app)
    {
        var fields = app.MapGroup("/api/sales/v1/custom-fields").WithTags("Custom fields").RequirePermission(SalesPermissions.Pipelines)
            .RetryOnConflict<SalesDb>();
        fields.MapGet("/", DefineCustomField.All)
            .WithSummary("Lists the custom fields of opportunities, accounts and contacts, including retired fields")
            .RequirePermissions("sales");
        fields.MapGet("/{record}/{code}", DefineCustomField.Show).Versioned<SalesDb, CustomField>(ByCode)
            .WithSummary("Shows a custom field").RequirePermissions("sales");
        fields.MapPut("/{record}/{code}", DefineCustomField.Handle).Versioned<SalesDb, CustomField>(ByCode)
            .WithSummary("Creates a custom field, or replaces its definition")
            .WithExample("""{"label": "Region", "type": "choice", "choices": ["north", "south"]}""");
    }

    public static ValueTask<CustomField?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
        DefineCustomField.Find(db, context.GetArgument<string>(0), context.GetArgument<string>(1), cancellation);
}
