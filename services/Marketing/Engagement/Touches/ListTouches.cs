using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Marketing.Leads;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Touches;

/// <summary>Lists the touches of a lead by the time at which they happened, latest first.</summary>
internal static class ListTouches
{
    public static async Task<Results<Ok<Page<TouchResponse>>, ProblemHttpResult>> Handle(
        Guid id, MarketingDb db, CancellationToken cancellation,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<TouchResponse>.LargestLimit)] int limit = Page<TouchResponse>.DefaultLimit)
    {
        if (!await db.Leads.AnyAsync(lead => lead.Id == id, cancellation))
        {
            return LeadRefusals.NotFound.Because($"No lead has the id {id}.").ToProblem();
        }

        var touches = db.Touches.AsNoTracking().Where(touch => touch.LeadId == id);
        if (after is not null)
        {
            // Senders may generate the ids, so the order of ids is not an order in time. The page continues at the time of that touch.
            var last = await touches.Where(touch => touch.Id == after).Select(touch => (DateTimeOffset?)touch.OccurredAt)
                .FirstOrDefaultAsync(cancellation);
            if (last is null)
            {
                return TouchRefusals.NotFound.Because($"`after` is {after}, which is not a touch of the lead.").ToProblem();
            }

            touches = touches.Where(touch => touch.OccurredAt < last || (touch.OccurredAt == last && touch.Id.CompareTo(after.Value) < 0));
        }

        var page = await touches.OrderByDescending(touch => touch.OccurredAt).ThenByDescending(touch => touch.Id)
            .Take(limit + 1).Select(TouchResponse.From).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(page, limit, touch => touch.Id));
    }
}
