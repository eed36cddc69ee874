using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Merges;

internal static class MergesEndpoints
{
    public static void MapMerges(this WebApplication app)
    {
        Map(app, "accounts", "account", AccountRefusals.NotFound,
            new MergeRoutes<Account, AccountDetails>(MergeKind.Account, AccountRefusals.NotFound, db => db.Accounts));
        Map(app, "contacts", "contact", AccountRefusals.ContactNotFound,
            new MergeRoutes<Contact, ContactDetails>(MergeKind.Contact, AccountRefusals.ContactNotFound, db => db.SeenContacts));
    }

    private static void Map<T, TDetails>(WebApplication app, string list, string one, Refusal notFound, MergeRoutes<T, TDetails> merges)
        where T : class, IMergeable<TDetails> where TDetails : class, IMergedDetails<TDetails>
    {
        var routes = app.MapGroup($"/api/sales/v1/{list}/{{id:guid}}").WithTags("Merges").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>()
            .WithMetadata(notFound);
        routes.MapPost("/merge/preview", merges.Preview)
            .WithSummary($"Shows the effect of merging another {one} into this one; changes nothing");
        routes.MapPost("/merge", merges.Merge).WithSummary($"Merges another {one} into this one; its id redirects here from then on");
        routes.MapPost("/unmerge", merges.Unmerge).WithSummary($"Undoes the merge of a {one}, which gets its own details and rows back");
    }
}
