using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Reasons;

/// <param name="Code">Kebab-case. Decisions and events carry it.</param>
/// <param name="Label">The text that users read.</param>
public sealed record AddReasonRequest(
    ReasonKind Kind,
    [property: Required, MaxLength(Reason.CodeLength), RegularExpression(Reason.CodePattern)] string Code,
    [property: Required, MaxLength(Reason.LabelLength)] string Label);

internal static class AddReason
{
    public static async Task<Results<Created<ReasonResponse>, Ok<ReasonResponse>>> Handle(
        AddReasonRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Reasons.FindAsync([request.Kind, request.Code], cancellation) is { } known)
        {
            if (known.RetiredAt is not null)
            {
                known.BringBack(request.Label);
                await db.SaveChangesAsync(cancellation);
            }

            return TypedResults.Ok(ReasonResponse.Of(known));
        }

        var reason = Reason.List(request.Kind, request.Code, request.Label);
        db.Add(reason);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/reasons/{request.Kind.ToString().ToLowerInvariant()}/{request.Code}",
            ReasonResponse.Of(reason));
    }
}
