using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Views;

/// <param name="IsMine">Whether the caller owns the view and may change it.</param>
/// <param name="Path">The route of the list with this filter. A GET runs the view; it shows the records that the caller may see.</param>
public sealed record ViewResponse(Guid Id, ListName List, string Name, IReadOnlyDictionary<string, string> Filter, bool Shared,
    bool IsMine, string Path)
{
    internal static ViewResponse Of(SavedView view, string caller) => new(
        view.Id, view.List, view.Name, view.Filter, view.IsShared, view.Owner == caller,
        ListParameters.PathOf(view.List)
        + QueryString.Create(view.Filter.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => SavedView.ValuesOf(pair.Value), (pair, value) => KeyValuePair.Create(pair.Key, (string?)value))));
}

internal static class ListViews
{
    public static readonly Refusal NotFound = new("view-not-found", 404, "The view does not exist.");
    private const string AnyList = "^(accounts|contacts|opportunities|handoffs|tasks)$";

    public static async Task<Ok<Page<ViewResponse>>> Handle(
        SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation, [MinLength(1), RegularExpression(AnyList)] string? list = null,
        Guid? after = null,
        [Range(1, Page<ViewResponse>.LargestLimit)] int limit = Page<ViewResponse>.DefaultLimit)
    {
        var me = Actor.Of(caller)!.Id;
        var views = db.Views.AsNoTracking().Where(view => view.Owner == me || view.IsShared);
        views = list is null ? views : views.Where(view => view.List == Enum.Parse<ListName>(list, true));
        views = after is null ? views : views.Where(view => view.Id < after);
        var items = await views.OrderByDescending(view => view.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(view => ViewResponse.Of(view, me))], limit, item => item.Id));
    }

    public static async Task<Results<Ok<ViewResponse>, ProblemHttpResult>> Show(Guid id, SalesDb db, ClaimsPrincipal caller,
        CancellationToken cancellation)
    {
        var me = Actor.Of(caller)!.Id;
        return await db.Views.SingleOrDefaultAsync(view => view.Id == id && (view.Owner == me || view.IsShared), cancellation) is { } view
            ? TypedResults.Ok(ViewResponse.Of(view, me))
            : NotFound.ToProblem();
    }
}
