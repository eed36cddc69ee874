using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Views;

/// <param name="Filter">The list's own query parameters, by name; without those of the page.</param>
/// <param name="Shared">Whether everybody sees it; only its owner changes it.</param>
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
    private static readonly Refusal NameTaken = new("view-already-known", 409, "The caller has a view of this list by this name.");
    private static readonly Refusal TooLong = new("filter-not-valid", 422, "The filter's value is none that the list takes.");

    public static async Task<Results<Created<ViewResponse>, ProblemHttpResult>> Handle(
        SaveViewRequest request, SalesDb db, ListParameters lists, ClaimsPrincipal caller, TimeProvider clock, CancellationToken cancellation)
    {
        var owner = Actor.Of(caller)!.Id;
        if (Refuse(lists, request.List, request.Filter) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (await db.Views.AnyAsync(view => view.Owner == owner && view.List == request.List && view.Name == request.Name.Trim(), cancellation))
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

        if (Refuse(lists, view.List, request.Filter) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (await db.Views.AnyAsync(other => other.Id != id && other.Owner == owner && other.List == view.List && other.Name == request.Name.Trim(), cancellation))
        {
            return NameTaken.ToProblem();
        }

        view.Become(request.Name, request.Filter, request.Shared);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ViewResponse.Of(view, owner));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Forget(Guid id, SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation)
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

    private static Refusal? Refuse(ListParameters lists, ListName list, IReadOnlyDictionary<string, string> filter) =>
        filter.FirstOrDefault(pair => pair.Value is null || pair.Value.Length > SavedView.ValueLength || pair.Value.Contains('\0')) is { Key: { } name }
            ? TooLong.Because($"'{name}' is null, or longer than {SavedView.ValueLength} characters.")
            : lists.Refuse(list, filter);
}
