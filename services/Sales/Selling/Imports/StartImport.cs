using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Funnel.Sales.Imports;

/// <summary>An import and its progress.</summary>
/// <param name="Records">The number of records in the file.</param>
/// <param name="Done">The number of processed records.</param>
/// <param name="Added">The number of new opportunities.</param>
/// <param name="Changed">The number of existing opportunities that changed, as the policies allow.</param>
/// <param name="Unchanged">The number of existing opportunities that stayed as they were.</param>
/// <param name="Failed">The number of records that were not imported. The errors of the import list the reasons.</param>
/// <param name="Bytes">The size of the file in bytes.</param>
public sealed record ImportResponse(
    Guid Id, string? Name, ImportState State, int Records, int Done, int Added, int Changed, int Unchanged, int Failed, long Bytes,
    string StartedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, ImportPlan Plan)
{
    internal static ImportResponse Of(Import import) => new(
        import.Id, import.Name, import.State, import.Records, import.Position, import.Added, import.Changed, import.Unchanged,
        import.Failed, import.Bytes,
        import.StartedByName ?? import.StartedBy, import.CreatedAt, import.StartedAt, import.EndedAt, import.Plan);
}

internal static class StartImport
{
    /// <remarks>The header is checked at once. The records are processed later, and each of them succeeds or fails by itself.</remarks>
    public static async Task<Results<Accepted<ImportResponse>, ProblemHttpResult>> Handle(
        [AsParameters] ImportOptions options, HttpRequest request, SalesDb db, ImportStaging staging, ImportRunner runner,
            ClaimsPrincipal caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return ImportRefusals.NotCsv.ToProblem();
        }

        if (!db.Sight.SeesAll || !db.Sight.ShowsAllAmounts)
        {
            return ImportRefusals.WholeSight.ToProblem();
        }

        var file =
            new CsvReader(request.Body,
                options.Separator switch { "comma" => (byte)',', "semicolon" => (byte)';', "tab" => (byte)'\t', _ => null });
        if (await file.Read(cancellation) is not { Fields.Value: { } header })
        {
            return ImportRefusals.NoHeader.ToProblem();
        }

        if (ImportPlan.Of(header, options, db.Sight.Self).IsRefused(out var refusal, out var plan))
        {
            return refusal.ToProblem();
        }

        var id = Guid.CreateVersion7(now);
        try
        {
            var records = await staging.Stage(id, file, cancellation);
            var import = Import.Queue(id, options.Name, plan, records, file.Bytes, Actor.Of(caller)!, now);
            db.Add(import);
            await db.SaveChangesAsync(cancellation);
            db.AfterCommit(runner.Wake);
            return TypedResults.Accepted($"/api/sales/v1/imports/{id}", ImportResponse.Of(import));
        }
        catch
        {
            await staging.Delete(id);
            throw;
        }
    }
}
