using System.Text.Json;

namespace Funnel.Sales.Tests;

public sealed class MergeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T09:00:00Z");

    [Fact]
    public void A_merge_keeps_the_plan_that_it_carried_out_until_it_is_undone()
    {
        AccountDetails before = new("Acme", null, null, null, null, null), after = before with { Domain = "acme.com" };
        List<MovedRows> moved = [new("tasks", "account_id", [Guid.CreateVersion7()])];
        var merge =
            Merge.Of(MergeKind.Account,
                new MergePlan<AccountDetails>(Guid.CreateVersion7(), Guid.CreateVersion7(), before, after, moved, []), [], Now);
        Assert.Equal((before, after), (merge.Before.Deserialize<AccountDetails>(), merge.After.Deserialize<AccountDetails>()));
        Assert.Equal((MergeKind.Account, Now, null), (merge.Kind, merge.MergedAt, merge.UndoneAt));
        Assert.Same(moved, merge.Moved);
        merge.Undo(Now.AddDays(1));
        Assert.Equal(Now.AddDays(1), merge.UndoneAt);
    }
}
