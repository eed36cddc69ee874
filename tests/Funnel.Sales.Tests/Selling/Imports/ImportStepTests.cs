using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

public sealed class ImportStepTests : IAsyncLifetime
{
    private const string Header = "externalId,account,amount,currency,expectedCloseDate,owner";

    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start();

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task A_dry_run_tells_what_the_import_would_do_and_writes_nothing()
    {
        await sales.Import($"{Header}\nold,Acme,100,EUR,2030-01-01,\nsame,Acme,1,EUR,2030-01-01,\n");
        var rows = string.Concat(Enumerable.Range(0, 600).Select(at => $"n{at},New {at},10,EUR,2030-01-01,Rep {at % 3}\n"));
        var file = $"{Header}\nold,Acme,200,EUR,2030-01-01,\nsame,Acme,1,EUR,2030-01-01,\nbad,Acme,ten,EUR,soon,\n{rows}";
        const string options = "policy=amount:overwrite&addOwners=true";
        var before = await World();
        var tried = await sales.Import(file, $"{options}&dryRun=true");
        Assert.Equal((true, ImportState.Finished, 603, 603), (tried.DryRun, tried.State, tried.Records, tried.Done));
        Assert.Equal((600, 1, 1, 1), (tried.Added, tried.Changed, tried.Unchanged, tried.Failed));
        Assert.Equal(before, await World());
        var errors = await sales.Errors(tried);
        Assert.Equal(["amount", "expectedCloseDate"], errors.Select(error => error.Split(',')[2]));
        Assert.Equal(0, await sales.Count("import_records"));

        var done = await sales.Import(file, options);
        Assert.Equal((false, tried.Added, tried.Changed, tried.Unchanged, tried.Failed),
            (done.DryRun, done.Added, done.Changed, done.Unchanged, done.Failed));
        Assert.Equal(errors, await sales.Errors(done));
        Assert.Equal(602, await sales.Count("opportunities"));
    }

    /// <summary>Everything but the imports themselves and their audit.</summary>
    private async Task<string[]> World() =>
    [
        .. await sales.Rows("select external_id, amount, sequence from opportunities order by 1"),
        .. await sales.Rows("select (select count(*) from accounts), (select count(*) from representatives), (select count(*) from "
            + "messaging.journal), (select count(*) from messaging.timers), (select count(*) from amount_history)"),
    ];
}
