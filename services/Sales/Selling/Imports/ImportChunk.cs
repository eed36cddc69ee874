using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Reasons;
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
        var parser = new ImportRecordParser(import.Plan, pipelines, await ReasonList.Load(db, cancellation), now);
        List<ParsedRecord> parsed = [.. records.Select(record => record.Fields is null
            ? new(null, [ImportRefusals.OfStored(record.Code!, record.Detail!)], [])
            : parser.Parse(record.Fields))];
        List<ImportedDeal> deals = [.. parsed.Select(one => one.Deal).OfType<ImportedDeal>()];
        var names = await OwnerAndProductLookup.Load(db, import.Plan, deals, now, cancellation);
        var existing = await ExistingDeals.Load(db, import, deals, now, cancellation);
        var intake = await OpportunityIntake.Load(db, [.. deals.Select(deal => deal.Request)], now, cancellation);
        db.HistoryBatchId = import.Id;
        foreach (var (record, result) in records.Zip(parsed))
        {
            var (errors, warnings) = result.Deal is not { } deal ? new Outcome(result.Errors, [])
                : existing.Contains(deal) ? Update(existing, names, deal) : Add(intake, names, deal);
            failed += errors.Count > 0 ? 1 : 0;
            Report(record, errors, ImportSeverity.Error);
            Report(record, errors.Count > 0 ? [] : [.. result.Warnings, .. warnings], ImportSeverity.Warning);
        }

        await closing.CloseChecked([.. existing.Closing, .. intake.Closing], now, cancellation);
        import.Advance(records[^1].Number, added, changed, unchanged, failed);
    }

    private Outcome Add(OpportunityIntake intake, OwnerAndProductLookup names, ImportedDeal deal)
    {
        var named = Find(names, deal);
        if (named.Errors.Count > 0)
        {
            return new(named.Errors, []);
        }

        var owner = named.Owner ?? names.Importer;
        if (intake.Add(deal.Request with { OwnerId = owner?.Id, Unassigned = owner is null }, owner, named.Product)
            .IsRefused(out var refusal, out var result))
        {
            return new([refusal], []);
        }

        if (result.Added is null)
        {
            unchanged++;
            return Outcome.Fine;
        }

        names.AddNew(named.Owner, named.Product);
        added++;
        return Outcome.Fine;
    }

    private Outcome Update(ExistingDeals existing, OwnerAndProductLookup names, ImportedDeal deal)
    {
        var named = Find(names, deal);
        if (named.Errors.Count > 0)
        {
            return new(named.Errors, []);
        }

        List<Refusal> kept = [];
        if (existing.Update(deal, named.Owner, kept).IsRefused(out var refusal, out var hasChanged))
        {
            return new([refusal], []);
        }

        names.AddNew(hasChanged ? named.Owner : null, null);
        _ = hasChanged ? changed++ : unchanged++;
        return new([], kept);
    }

    private static NamedInRecord Find(OwnerAndProductLookup names, ImportedDeal deal)
    {
        List<Refusal> errors = [];
        Representative? owner = null;
        if (deal.Owner is not null && names.FindOwner(deal.Owner).IsRefused(out var noOwner, out owner))
        {
            errors.Add(noOwner.In(ImportField.Owner));
        }

        Product? product = null;
        if (deal.Product is not null && names.FindProduct(deal.Product).IsRefused(out var noProduct, out product))
        {
            errors.Add(noProduct.In(ImportField.Product));
        }

        return new(owner, product, errors);
    }

    private void Report(ImportRecord record, IReadOnlyList<Refusal> reasons, ImportSeverity severity)
    {
        foreach (var (at, reason) in reasons.Index())
        {
            var field = ImportRefusals.FieldOf(reason);
            var place = field is { } known ? import.Plan.PlaceOf(known) : -1;
            db.Add(ImportError.Of(record, at + 1, field is { } named ? import.Plan.NameOf(named) : null,
                place >= 0 ? record.Fields?[place] : null, reason, severity));
        }
    }

    private sealed record NamedInRecord(Representative? Owner, Product? Product, IReadOnlyList<Refusal> Errors);

    private sealed record Outcome(IReadOnlyList<Refusal> Errors, IReadOnlyList<Refusal> Warnings)
    {
        public static readonly Outcome Fine = new([], []);
    }
}
