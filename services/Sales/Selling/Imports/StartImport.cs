using System.Security.Claims;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Funnel.Sales.Imports;

/// <summary>An import and how far it has come.</summary>
/// <param name="Records">In the file.</param>
/// <param name="Done">Of these, how many are done with.</param>
/// <param name="Added">Opportunities that are new.</param>
/// <param name="Changed">Those that were there and became others, as the policies allow.</param>
/// <param name="Unchanged">Those that were there and stayed as they were.</param>
/// <param name="Failed">Records that were not taken in; why not, its errors say.</param>
/// <param name="Bytes">The file's size.</param>
public sealed record ImportResponse(
    Guid Id, string? Name, ImportState State, int Records, int Done, int Added, int Changed, int Unchanged, int Failed, long Bytes,
    string StartedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, ImportPlan Plan)
{
    internal static ImportResponse Of(Import import) => new(
        import.Id, import.Name, import.State, import.Records, import.Position, import.Added, import.Changed, import.Unchanged, import.Failed, import.Bytes,
        import.StartedByName ?? import.StartedBy, import.CreatedAt, import.StartedAt, import.EndedAt, import.Plan);
}

internal static class StartImport
{
    private static readonly HashSet<string> Known = typeof(ImportOptions).GetProperties().Select(option => option.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <remarks>The file is taken in as it comes. What its header says is checked at once, its records later, each alone.</remarks>
    public static async Task<Results<Accepted<ImportResponse>, ProblemHttpResult>> Handle(
        [AsParameters] ImportOptions options, HttpRequest request, SalesDb db, ImportStaging staging, ImportRunner runner, ClaimsPrincipal caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return ImportRefusals.NotCsv.ToProblem();
        }

        if (request.Query.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return KnownParameters.Unknown.Because($"'{unknown}' is none of {string.Join(", ", Known.Order(StringComparer.Ordinal))}.").ToProblem();
        }

        if (!db.Sight.SeesAll || !db.Sight.ShowsAllAmounts)
        {
            return ImportRefusals.WholeSight.ToProblem();
        }

        var file = new CsvReader(request.Body, options.Separator switch { "comma" => (byte)',', "semicolon" => (byte)';', "tab" => (byte)'\t', _ => null });
        if (await file.Read(cancellation) is not { } header || header.Wrong is not null)
        {
            return ImportRefusals.NoHeader.ToProblem();
        }

        if (ImportPlan.Of(header.Fields!, options).IsRefused(out var refusal, out var plan))
        {
            return refusal.ToProblem();
        }

        var id = Guid.CreateVersion7(now);
        try
        {
            var records = await staging.Take(id, file, cancellation);
            var import = Import.Queue(id, options.Name, plan, records, file.Bytes, Actor.Of(caller)!, now);
            db.Add(import);
            await db.SaveChangesAsync(cancellation);
            db.AfterCommit(runner.Ring);
            return TypedResults.Accepted($"/api/sales/v1/imports/{id}", ImportResponse.Of(import));
        }
        catch
        {
            await staging.Forget(id);
            throw;
        }
    }
}
