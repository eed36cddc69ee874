namespace Funnel.Messaging.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Concurrent_items_share_commits_and_each_gets_its_own_result()
    {
        var commits = 0;
        await using var group = new GroupCommit<int, int>(100, TimeSpan.FromMilliseconds(1), async (items, _) =>
        {
            Interlocked.Increment(ref commits);
            await Task.Delay(5);
            return [.. items.Select(item => item * 2)];
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(group.Add));

        Assert.Equal(Enumerable.Range(0, 500).Select(item => item * 2), answers);
        Assert.InRange(commits, 5, 100);
    }

    [Fact]
    public async Task A_bad_item_fails_alone()
    {
        await using var group = new GroupCommit<int, int>(100, TimeSpan.FromMilliseconds(1), async (items, _) =>
        {
            await Task.Delay(1);
            return items.Contains(13) ? throw new InvalidOperationException("thirteen") : [.. items];
        });

        var tasks = Enumerable.Range(0, 40).Select(group.Add).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => tasks[13]);
        foreach (var item in Enumerable.Range(0, 40).Where(item => item != 13))
        {
            Assert.Equal(item, await tasks[item]);
        }
    }
}
