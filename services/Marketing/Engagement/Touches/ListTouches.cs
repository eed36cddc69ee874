using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Marketing.Leads;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Touches;

/// <summary>A person's touches, latest first by when they happened, whenever they were recorded.</summary>
internal static class ListTouches
{
    public static async Task<Results<Ok<Page<TouchResponse>>, ProblemHttpResult>> Handle(
        Guid id, MarketingDb db, CancellationToken cancellation,
        [Description("The last page's `next`.")] Guid? after = null,
        [Range(1, Page<TouchResponse>.LargestLimit)] int limit = Page<TouchResponse>.DefaultLimit)
    {
        if (!await db.Leads.AnyAsync(lead => lead.Id == id, cancellation))
        {
            return LeadRefusals.NotFound.ToProblem();
        }

        var touches = db.Touches.AsNoTracking().Where(touch => touch.LeadId == id);
        if (after is not null)
        {
            // Ids may be the sender's and tell no order: go on from where that touch stands in time.
            var last = await touches.Where(touch => touch.Id == after).Select(touch => (DateTimeOffset?)touch.OccurredAt).FirstOrDefaultAsync(cancellation);
            if (last is null)
            {
                return TouchRefusals.NotFound.ToProblem();
            }

            touches = touches.Where(touch => touch.OccurredAt < last || (touch.OccurredAt == last && touch.Id.CompareTo(after.Value) < 0));
        }

        var page = await touches.OrderByDescending(touch => touch.OccurredAt).ThenByDescending(touch => touch.Id)
            .Take(limit + 1).Select(TouchResponse.From).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(page, limit, touch => touch.Id));
    }
}
