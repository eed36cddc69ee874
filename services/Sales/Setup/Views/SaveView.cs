using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Views;

/// <param name="Filter">The query parameters of the list by name, without `after` and `limit`.</param>
/// <param name="Shared">Whether all users see the view. Only the owner can change it.</param>
public sealed record SaveViewRequest(
    [property: EnumDataType(typeof(ListName))] ListName List,
    [property: Required, MaxLength(SavedView.NameLength)] string Name,
    [property: Required, MaxLength(SavedView.MostParameters)] IReadOnlyDictionary<string, string> Filter,
    bool Shared = false);

/// <inheritdoc cref="SaveViewRequest"/>
public sealed record ChangeViewRequest(
    [property: Required, MaxLength(SavedView.NameLength)] string Name,
    [property: Required, MaxLength(SavedView.MostParameters)] IReadOnlyDictionary<string, string> Filter,
    bool Shared = false);

internal static class SaveView
{
    private static readonly Refusal NameTaken =
        new("view-already-known", 409, "The caller already has a view of this list with this name.");
    private static readonly Refusal TooLong = new("filter-not-valid", 422, "The value of the filter is not valid.");

    public static async Task<Results<Created<ViewResponse>, ProblemHttpResult>> Handle(
        SaveViewRequest request, SalesDb db, ListParameters lists, ClaimsPrincipal caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        var owner = Actor.Of(caller)!.Id;
        if (CheckFilter(lists, request.List, request.Filter).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (await db.Views
            .AnyAsync(view => view.Owner == owner && view.List == request.List && view.Name == request.Name.Trim(), cancellation))
        {
            return NameTaken.ToProblem();
        }

        var view = SavedView.Of(owner, request.List, request.Name, request.Filter, request.Shared, clock.GetUtcNow());
        db.Add(view);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/views/{view.Id}", ViewResponse.Of(view, owner));
    }

    public static async Task<Results<Ok<ViewResponse>, ProblemHttpResult>> Change(
        Guid id, ChangeViewRequest request, SalesDb db, ListParameters lists, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var owner = Actor.Of(caller)!.Id;
        if (await db.Views.SingleOrDefaultAsync(one => one.Id == id && one.Owner == owner, cancellation) is not { } view)
        {
            return ListViews.NotFound.ToProblem();
        }

        if (CheckFilter(lists, view.List, request.Filter).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (await db.Views
            .AnyAsync(other => other.Id != id && other.Owner == owner && other.List == view.List && other.Name == request.Name.Trim(),
                cancellation))
        {
            return NameTaken.ToProblem();
        }

        view.Become(request.Name, request.Filter, request.Shared);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ViewResponse.Of(view, owner));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, SalesDb db, ClaimsPrincipal caller,
        CancellationToken cancellation)
    {
        var owner = Actor.Of(caller)!.Id;
        if (await db.Views.SingleOrDefaultAsync(one => one.Id == id && one.Owner == owner, cancellation) is not { } view)
        {
            return ListViews.NotFound.ToProblem();
        }

        db.Remove(view);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }

    private static Result CheckFilter(ListParameters lists, ListName list, IReadOnlyDictionary<string, string> filter) =>
        filter.FirstOrDefault(pair => pair.Value is null || pair.Value.Length > SavedView.ValueLength || pair.Value.Contains('\0'))
        is { Key: { } name }
            ? TooLong.Because(
                $"`filter` has a value for '{name}' that is null, contains a NUL character, or is longer than {SavedView.ValueLength} "
                    + "characters.")
            : lists.Check(list, filter);
}
