using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Search;

/// <param name="Title">Its name, or an activity's subject.</param>
/// <param name="Rank">How well it fits; the best first.</param>
public sealed record Found(FoundKind Kind, Guid Id, string Title, double Rank);

public sealed record SearchResponse(IReadOnlyList<Found> Items);

/// <summary>Names, addresses and notes, by words and by likeness.</summary>
/// <remarks>
/// A row is found where all words are in it, or where a stretch of it is like what was typed: mistyped names are found, and
/// beginnings. What was typed is a parameter and never a query: <c>websearch_to_tsquery</c> takes any text.
/// </remarks>
internal static class SearchEverything
{
    private const int LongestQuery = 200;
    private const int Most = 50;

    public static async Task<Ok<SearchResponse>> Handle(
        SalesDb db,
        [Description("What to look for, 2 to 200 characters."), Required, StringLength(LongestQuery, MinimumLength = 2), RegularExpression(@"^[^\x00]*$")] string q,
        CancellationToken cancellation,
        [MinLength(1), RegularExpression("^(account|contact|opportunity|activity)$")] string? kind = null,
        [Range(1, Most)] int limit = 20)
    {
        var typed = q.ToLowerInvariant();
        var rows = db.Set<Searchable>().AsNoTracking();
        rows = kind is null ? rows : rows.Where(row => row.Kind == Enum.Parse<FoundKind>(kind, true));
        var found = await rows
            .Where(row => row.Words.Matches(EF.Functions.WebSearchToTsQuery("simple", typed)) || EF.Functions.TrigramsAreWordSimilar(typed, row.Text))
            .Where(row => (row.Kind == FoundKind.Account && db.Accounts.Any(account => account.Id == row.Id))
                || (row.Kind == FoundKind.Contact && db.SeenContacts.Any(contact => contact.Id == row.Id))
                || (row.Kind == FoundKind.Opportunity && db.OpportunityOutlines.Any(opportunity => opportunity.Id == row.Id))
                || (row.Kind == FoundKind.Activity && db.SeenActivities.Any(activity => activity.Id == row.Id)))
            .Select(row => new { row, Rank = row.Words.Rank(EF.Functions.WebSearchToTsQuery("simple", typed)) + EF.Functions.TrigramsWordSimilarity(typed, row.Text) })
            .OrderByDescending(found => found.Rank).ThenByDescending(found => found.row.Id).Take(limit)
            .Select(found => new Found(found.row.Kind, found.row.Id, found.row.Title, found.Rank))
            .ToListAsync(cancellation);
        return TypedResults.Ok(new SearchResponse(found));
    }
}
