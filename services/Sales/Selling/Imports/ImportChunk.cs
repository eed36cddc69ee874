using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Processes some hundred records of an import. The caller saves them with the import's position in one transaction.</summary>
/// <remarks>
/// 1. Parse the records, and load the rows that they name, with one query for each kind.
/// 2. Add or update an opportunity for each record, with its facts, or store an error.
/// 3. Close the opportunities that have an outcome.
/// Everything is read before anything is written. Otherwise the facts of existing opportunities could be out of order in the journal.
/// </remarks>
internal sealed class ImportChunk(SalesDb db, DealClosing closing, Import import, DateTimeOffset now)
{
    private int added, changed, unchanged, failed;

    public async Task Process(IReadOnlyList<ImportRecord> records, CancellationToken cancellation)
    {
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        var parser = new ImportRecordParser(import.Plan, pipelines, now);
        List<Result<ImportedDeal>> parsed = [.. records.Select(record => record.Fields is null
            ? ImportRefusals.OfStored(record.Code!, record.Detail!)
            : parser.Parse(record.Fields))];
        List<ImportedDeal> deals = [.. parsed.Select(one => one.Value).OfType<ImportedDeal>()];
        var names = await OwnerAndProductLookup.Load(db, import.Plan, deals, now, cancellation);
        var existing = await ExistingDeals.Load(db, import, deals, now, cancellation);
        var intake = await OpportunityIntake.Load(db, [.. deals.Select(deal => deal.Request)], now, cancellation);
        db.HistoryBatchId = import.Id;
        foreach (var (record, result) in records.Zip(parsed))
        {
            if (result.IsRefused(out var refusal, out var deal)
                || (existing.Contains(deal) ? Update(existing, names, deal) : Add(intake, names, deal)).IsRefused(out refusal))
            {
                Fail(record, refusal);
            }
        }

        await closing.CloseChecked([.. existing.Closing, .. intake.Closing], now, cancellation);
        import.Advance(records[^1].Number, added, changed, unchanged, failed);
    }

    private Result Add(OpportunityIntake intake, OwnerAndProductLookup names, ImportedDeal deal)
    {
        if (Find(names, deal).IsRefused(out var unknown, out var named))
        {
            return unknown;
        }

        var owner = named.Owner ?? names.Importer;
        if (intake.Add(deal.Request with { OwnerId = owner?.Id, Unassigned = owner is null }, owner, named.Product)
            .IsRefused(out var refusal, out var result))
        {
            return refusal;
        }

        if (result.Added is null)
        {
            unchanged++;
            return Result.Done;
        }

        names.AddNew(named.Owner, named.Product);
        added++;
        return Result.Done;
    }

    private Result Update(ExistingDeals existing, OwnerAndProductLookup names, ImportedDeal deal)
    {
        if (Find(names, deal).IsRefused(out var unknown, out var named))
        {
            return unknown;
        }

        if (existing.Update(deal, named.Owner).IsRefused(out var refusal, out var hasChanged))
        {
            return refusal;
        }

        names.AddNew(hasChanged ? named.Owner : null, null);
        _ = hasChanged ? changed++ : unchanged++;
        return Result.Done;
    }

    private static Result<NamedInRecord> Find(OwnerAndProductLookup names, ImportedDeal deal)
    {
        Representative? owner = null;
        if (deal.Owner is not null && names.FindOwner(deal.Owner).IsRefused(out var noOwner, out owner))
        {
            return noOwner.In(ImportField.Owner);
        }

        Product? product = null;
        return deal.Product is not null && names.FindProduct(deal.Product).IsRefused(out var noProduct, out product)
            ? noProduct.In(ImportField.Product)
            : new NamedInRecord(owner, product);
    }

    private void Fail(ImportRecord record, Refusal refusal)
    {
        failed++;
        var column = ImportRefusals.FieldOf(refusal) is { } field ? import.Plan.NameOf(field) : null;
        db.Add(ImportError.Of(record, column, refusal.Code, refusal.Detail ?? refusal.Title));
    }

    private sealed record NamedInRecord(Representative? Owner, Product? Product);
}
