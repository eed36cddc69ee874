using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Reasons;

internal static class ReasonsEndpoints
{
    public static void MapReasons(this WebApplication app)
    {
        var reasons = app.MapGroup("/api/sales/v1/reasons").WithTags("Reasons").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        reasons.MapGet("/", ListReasons.Handle).WithSummary("Lists the managed reasons, including retired reasons")
            .RequirePermissions("sales");
        reasons.MapGet("/{kind}/{code}", GetReason.Handle).Versioned<SalesDb, Reason>(ByCode).WithSummary("Shows a reason")
            .RequirePermissions("sales");
        reasons.MapPost("/", AddReason.Handle).VersionedByAnswer<SalesDb, Reason, ReasonResponse>(answer => [answer.Kind, answer.Code])
            .WithSummary("Adds a reason, or brings a retired reason back");
        reasons.MapPost("/{kind}/{code}/retire", RetireReason.Handle).Versioned<SalesDb, Reason>(ByCode)
            .WithSummary("Retires a reason; past decisions keep it");

        static ValueTask<Reason?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            RetireReason.Find(db, context.GetArgument<string>(0), context.GetArgument<string>(1), cancellation);
    }
}
