using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Marketing.Origins;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Leads;

/// <summary>A lead in a list.</summary>
public sealed record LeadSummary(
    Guid Id, string? Email, string? ExternalId, string? FullName, string? Company, string? Country, string? Channel,
    LeadStage Stage, int Cycle, DateTimeOffset CapturedAt, DateTimeOffset? QualifiedAt);

internal static class ListLeads
{
    public static async Task<Ok<Page<LeadSummary>>> Handle(
        MarketingDb db, CancellationToken cancellation,
        [Description("The stage: `lead`, `mql`, `sal`, `sql`, `customer` or `disqualified`.")] EnumName<LeadStage>? stage = null,
        [StringLength(Channels.LongestName)] string? channel = null,
        [StringLength(EmailAddress.Longest)] string? email = null,
        [StringLength(ContactDetails.LongestExternalId)] string? externalId = null,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<LeadSummary>.LargestLimit)] int limit = Page<LeadSummary>.DefaultLimit)
    {
        var leads = db.Leads.AsNoTracking();
        leads = stage is null ? leads : leads.Where(lead => lead.Stage == stage.Value.Value);
        var (channelKey, externalKey) = (TextKey.Identity(channel ?? ""), TextKey.Show(externalId ?? ""));
        leads = channel is null ? leads : leads.Where(lead => lead.ChannelKey == channelKey);
        leads = externalId is null ? leads : leads.Where(lead => lead.ExternalId == externalKey);
        leads = after is null ? leads : leads.Where(lead => lead.Id < after);
        if (email is not null)
        {
            var address = EmailAddress.Normalise(email);
            leads = leads.Where(lead => lead.Email == address && address != null);
        }

        var page = await leads.OrderByDescending(lead => lead.Id).Take(limit + 1)
            .Select(lead => new LeadSummary(lead.Id, lead.Email, lead.ExternalId, lead.FullName, lead.Company, lead.Country, lead.Channel,
                lead.Stage, lead.Cycle, lead.CapturedAt, lead.QualifiedAt))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(page, limit, lead => lead.Id));
    }
}
