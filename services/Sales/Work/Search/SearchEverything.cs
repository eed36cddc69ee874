using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Search;

/// <param name="Title">The name of the record, or the subject of an activity.</param>
/// <param name="Rank">The quality of the match. The best match comes first.</param>
public sealed record Found(FoundKind Kind, Guid Id, string Title, double Rank);

public sealed record SearchResponse(IReadOnlyList<Found> Items);

/// <summary>Searches names, addresses and notes, by words and by similarity.</summary>
/// <remarks>
/// A row matches if it contains all words, or if a part of it is similar to the text. So misspelled names and beginnings are found.
/// Capitals and accents make no difference. The text is a parameter of the query. A minus in front of a word excludes the word.
/// </remarks>
internal static partial class SearchEverything
{
    private const int LongestQuery = 200;
    private const int Most = 50;

    public static async Task<Ok<SearchResponse>> Handle(
        SalesDb db,
        [Description("The text to search for, 2 to 200 characters."), Required, StringLength(LongestQuery, MinimumLength = 2),
            RegularExpression(@"^[^\x00]*$")] string q,
        CancellationToken cancellation,
        [MinLength(1), RegularExpression("^(account|contact|opportunity|activity)$")] string? kind = null,
        [Range(1, Most)] int limit = 20)
    {
        var typed = SearchText.Query(q);
        // PostgreSQL fails on more than 32 minuses in a row ("tsquery stack too small"), so a minus without a word is left out.
        var words = MinusWithoutWord().Replace(typed, "");
        var rows = db.Set<Searchable>().AsNoTracking();
        rows = kind is null ? rows : rows.Where(row => row.Kind == Enum.Parse<FoundKind>(kind, true));
        var found = await rows
            .Where(row => row.Words.Matches(EF.Functions.WebSearchToTsQuery("simple", words))
                || EF.Functions.TrigramsAreWordSimilar(typed, row.Text))
            .Where(row => (row.Kind == FoundKind.Account && db.Accounts.Any(account => account.Id == row.Id))
                || (row.Kind == FoundKind.Contact && db.SeenContacts.Any(contact => contact.Id == row.Id))
                || (row.Kind == FoundKind.Opportunity && db.OpportunityOutlines.Any(opportunity => opportunity.Id == row.Id))
                || (row.Kind == FoundKind.Activity && db.SeenActivities.Any(activity => activity.Id == row.Id)))
            .Select(row =>
                new { row,
                    Rank = row.Words.Rank(EF.Functions.WebSearchToTsQuery("simple", words)) + EF.Functions
                        .TrigramsWordSimilarity(typed, row.Text) })
            .OrderByDescending(found => found.Rank).ThenByDescending(found => found.row.Id).Take(limit)
            .Select(found => new Found(found.row.Kind, found.row.Id, found.row.Title, found.Rank))
            .ToListAsync(cancellation);
        return TypedResults.Ok(new SearchResponse(found));
    }

    [GeneratedRegex(@"-(?![\p{L}\p{N}\p{Cs}""])")]
    private static partial Regex MinusWithoutWord();
}
