namespace Funnel.Sales.Tests;

public sealed class ActivityTests
{
    [Theory]
    [InlineData(ActivityKind.Call, true)]
    [InlineData(ActivityKind.Email, true)]
    [InlineData(ActivityKind.Meeting, true)]
    [InlineData(ActivityKind.Note, false)]
    public void Every_kind_but_a_note_is_outreach(ActivityKind kind, bool isOutreach) =>
        Assert.Equal(isOutreach, Activity.IsOutreachOf(kind));

    [Theory]
    [InlineData(RecordKind.Account)]
    [InlineData(RecordKind.Contact)]
    [InlineData(RecordKind.Opportunity)]
    [InlineData(RecordKind.Handoff)]
    public void A_link_names_exactly_one_record(RecordKind kind)
    {
        var id = Guid.CreateVersion7();
        var record = ActivityRecord.Of(Guid.CreateVersion7(), new(kind, id), DateTimeOffset.UnixEpoch);
        Guid?[] named = [record.AccountId, record.ContactId, record.OpportunityId, record.HandoffId];
        Assert.Equal(id, named[(int)kind]);
        Assert.Single(named.OfType<Guid>());
    }
}
