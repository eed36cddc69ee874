using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Reasons;

internal static class ReasonsEndpoints
{
    public static void MapReasons(this WebApplication app)
    {
        var reasons = app.MapGroup("/api/sales/v1/reasons").WithTags("Reasons").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        reasons.MapGet("/", ListReasons.Handle).WithSummary("Lists the managed reasons, retired ones too").RequirePermissions("sales");
        reasons.MapGet("/{kind}/{code}", GetReason.Handle).Versioned<SalesDb, Reason>(ByCode).WithSummary("Shows a reason").RequirePermissions("sales");
        reasons.MapPost("/", AddReason.Handle).VersionedByAnswer<SalesDb, Reason, ReasonResponse>(answer => [answer.Kind, answer.Code]).WithSummary("Puts a reason on a list, or brings a retired one back");
        reasons.MapPost("/{kind}/{code}/retire", RetireReason.Handle).Versioned<SalesDb, Reason>(ByCode)
            .WithSummary("Takes a reason off its list; past decisions keep it");

        static ValueTask<Reason?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            RetireReason.Find(db, context.GetArgument<string>(0), context.GetArgument<string>(1), cancellation);
    }
}
