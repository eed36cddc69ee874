using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Takes some hundred records of an import in, each alone, in one transaction with how far it has come.</summary>
/// <remarks>
/// 1. Read the records; look up by sets what they name.
/// 2. Take each in as on every other path, with its facts, or note why not.
/// 3. Save all of it at once, by COPY, and the import's position with it: a crash before leaves nothing, one after everything.
/// Everything is read before anything is written, or what is told of known opportunities could stand in the journal out of its order.
/// </remarks>
internal sealed class ImportChunk(SalesDb db, Import import, DateTimeOffset now)
{
    private int added, changed, unchanged, failed;

    public async Task Take(IReadOnlyList<ImportRecord> records, CancellationToken cancellation)
    {
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        var reader = new DealReader(import.Plan, pipelines, now);
        List<(ImportedDeal? Deal, ImportFault? Fault)> read = [.. records.Select(record => record.Fields is null ? default : reader.Read(record.Fields))];
        List<ImportedDeal> deals = [.. read.Select(one => one.Deal).OfType<ImportedDeal>()];
        var names = await ImportNames.Load(db, import.Plan, deals, now, cancellation);
        var known = await KnownDeals.Load(db, import, deals, now, cancellation);
        var intake = await OpportunityIntake.Open(db, [.. deals.Select(deal => deal.Request)], now, cancellation);
        db.HistoryBatchId = import.Id;
        foreach (var (record, (deal, fault)) in records.Zip(read))
        {
            if (deal is null)
            {
                Fail(record, fault);
            }
            else if ((known.Covers(deal) ? Become(known, names, deal) : Add(intake, names, deal)) is { } refused)
            {
                Fail(record, refused);
            }
        }

        import.Advance(records[^1].Number, added, changed, unchanged, failed);
    }

    private ImportFault? Add(OpportunityIntake intake, ImportNames names, ImportedDeal deal)
    {
        if (Named(names, deal, out var owner, out var product) is { } unknown)
        {
            return unknown;
        }

        if (intake.Take(deal.Request with { OwnerId = owner?.Id }, owner, product).IsRefused(out var refusal, out var taken))
        {
            return new(ImportRefusals.FieldOf(refusal), refusal);
        }

        if (taken.IsNew)
        {
            names.Keep(owner, product);
        }

        _ = taken.IsNew ? added++ : unchanged++;
        return null;
    }

    private ImportFault? Become(KnownDeals known, ImportNames names, ImportedDeal deal)
    {
        if (Named(names, deal, out var owner, out _) is { } unknown)
        {
            return unknown;
        }

        var (fault, hasChanged) = known.Become(deal, owner);
        if (fault is null)
        {
            names.Keep(hasChanged ? owner : null, null);
            _ = hasChanged ? changed++ : unchanged++;
        }

        return fault;
    }

    private static ImportFault? Named(ImportNames names, ImportedDeal deal, out Representative? owner, out Product? product)
    {
        (owner, product) = (null, null);
        if (deal.Owner is not null && names.Owner(deal.Owner).IsRefused(out var nobody, out owner))
        {
            return new(ImportField.Owner, nobody);
        }

        return deal.Product is not null && names.Product(deal.Product).IsRefused(out var nothing, out product) ? new(ImportField.Product, nothing) : null;
    }

    private void Fail(ImportRecord record, ImportFault? fault)
    {
        failed++;
        db.Add(fault is null
            ? ImportError.Of(record, record.Code == ImportRefusals.KeyRepeated.Code ? import.Plan.NameOf(ImportField.ExternalId) : null, record.Code!, record.Detail!)
            : ImportError.Of(record, fault.Field is { } field ? import.Plan.NameOf(field) : null, fault.Why.Code, fault.Why.Detail ?? fault.Why.Title));
    }
}
