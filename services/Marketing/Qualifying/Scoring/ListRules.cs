using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

internal static class ListRules
{
    public static async Task<Ok<Page<RuleSetResponse>>> Handle(
        MarketingDb db, CancellationToken cancellation,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<RuleSetResponse>.LargestLimit)] int limit = Page<RuleSetResponse>.DefaultLimit)
    {
        var rules = db.RuleSets.AsNoTracking();
        rules = after is null ? rules : rules.Where(set => set.Id < after);
        var page = await rules.OrderByDescending(set => set.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(page.ConvertAll(RuleSetResponse.Of), limit, set => set.Id));
    }
}
