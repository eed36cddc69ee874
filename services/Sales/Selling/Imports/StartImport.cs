using System.Security.Claims;
using Funnel.Imports;
using Funnel.Sales.Currencies;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Imports;

/// <summary>An import and its progress.</summary>
/// <param name="Records">The number of records in the file.</param>
/// <param name="Done">The number of processed records.</param>
/// <param name="Added">The number of new opportunities.</param>
/// <param name="Changed">The number of existing opportunities that changed, as the policies allow.</param>
/// <param name="Unchanged">The number of existing opportunities that stayed as they were.</param>
/// <param name="Failed">The number of records that were not imported. The errors of the import list the reasons.</param>
/// <param name="Bytes">The size of the file in bytes, as UTF-8.</param>
/// <param name="DryRun">Whether the numbers tell what an import would do. Nothing was written.</param>
public sealed record ImportResponse(
    Guid Id, string? Name, ImportState State, int Records, int Done, int Added, int Changed, int Unchanged, int Failed, long Bytes,
    string StartedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, bool DryRun, ImportPlan Plan)
{
    internal static ImportResponse Of(Import import) => new(
        import.Id, import.Name, import.State, import.Records, import.Position, import.Added, import.Changed, import.Unchanged,
        import.Failed, import.Bytes,
        import.StartedByName ?? import.StartedBy, import.CreatedAt, import.StartedAt, import.EndedAt, import.Plan.IsDryRun, import.Plan);
}

internal static class StartImport
{
    /// <remarks>
    /// The body is a CSV file (`text/csv`), or `multipart/form-data` with the part `mapping` (JSON, or the code of a saved mapping) and
    /// after it the part `file`. The header is checked at once. The records are processed later, and each of them succeeds or fails by
    /// itself.
    /// </remarks>
    public static async Task<Results<Accepted<ImportResponse>, ProblemHttpResult>> Handle(
        [AsParameters] ImportOptions options, HttpRequest request, SalesDb db, ImportStaging staging, ImportRunner runner,
        IOptions<CurrencyOptions> currencies, ClaimsPrincipal caller, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if ((await UploadedFile.Of(request, cancellation)).IsRefused(out var refusal, out var upload))
        {
            return refusal.ToProblem();
        }

        if (!db.Sight.SeesAll || !db.Sight.ShowsAllAmounts)
        {
            return ImportRefusals.WholeSight.ToProblem();
        }

        if (options.ToMapping().IsRefused(out refusal, out var asked)
            || (await Complete(db, upload, options.Mapping, asked, cancellation)).IsRefused(out refusal, out var mapping)
            || ImportPlan.FormatOf(mapping, upload.Charset).IsRefused(out refusal, out var format))
        {
            return refusal.ToProblem();
        }

        if (await CsvFile.Open(upload.Content, format, cancellation) is not { } file)
        {
            return ImportRefusals.NoHeader.ToProblem();
        }

        // A mapping that is made for one file names its columns exactly. A saved one serves several files.
        var mayLack = (options.Mapping ?? upload.Code) is not null;
        if (ImportPlan.Of(file.Columns, mapping, mayLack, db.Sight.Self).IsRefused(out refusal, out var plan))
        {
            return refusal.ToProblem();
        }

        plan = plan.WithBaseCurrency(currencies.Value.Base) with { IsDryRun = options.DryRun };
        var id = Guid.CreateVersion7(now);
        try
        {
            var formats = new ColumnFormats(plan);
            var records = await staging.Stage(id, file, formats, cancellation);
            if (formats.Complete().IsRefused(out refusal, out plan))
            {
                await staging.Delete(id);
                return refusal.ToProblem();
            }

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

    /// <summary>The saved mapping, then the part <c>mapping</c>, then the parameters: each says more than the one before.</summary>
    private static async Task<Result<DealMapping>> Complete(
        SalesDb db, UploadedFile upload, string? code, DealMapping asked, CancellationToken cancellation)
    {
        DealMapping? saved = null;
        return (code ?? upload.Code) is { } named
            && (await SaveMapping.Find(db, named, cancellation)).IsRefused(out var refusal, out saved)
            ? refusal
            : (saved ?? new()).With(upload.Mapping ?? new()).With(asked);
    }
}
