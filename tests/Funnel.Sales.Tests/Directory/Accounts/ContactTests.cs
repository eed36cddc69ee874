namespace Funnel.Sales.Tests;

public sealed class ContactTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T09:00:00Z");

    private static readonly PhoneNumber Phone = new("+493012345", "+493012345");

    [Fact]
    public void Details_are_trimmed_and_the_email_is_kept_in_lower_case()
    {
        var details = ContactDetails.Of(" Ada Lovelace ", " Ada@Example.com ", Phone);
        Assert.Equal(("Ada Lovelace", "ada@example.com", "+493012345", "+493012345"),
            (details.FullName, details.Email, details.Phone, details.PhoneKey));
    }

    [Fact]
    public void Learning_fills_empty_details_and_overwrites_none()
    {
        var contact = Contact.Add(ContactDetails.Of("Ada", "ada@example.com", null), Now);
        contact.Learn(ContactDetails.Of("Ada L.", "other@example.com", Phone, "Engineer"));
        Assert.Equal(new ContactDetails("Ada", "ada@example.com", "+493012345", "+493012345", "Engineer"), contact.Details);
        Assert.Equal(1, contact.Version);
    }

    [Fact]
    public void Learning_nothing_new_does_not_change_the_version()
    {
        var contact = Contact.Add(ContactDetails.Of("Ada", "ada@example.com", Phone), Now);
        contact.Learn(ContactDetails.Of("Somebody", "ada@example.com", Phone));
        Assert.Equal(0, contact.Version);
    }

    [Fact]
    public void A_merge_never_combines_the_phone_number_of_one_contact_with_the_key_of_the_other()
    {
        ContactDetails winner = new("Ada", null, "ext. 12", null, null), loser = new("Ada L.", null, "+493012345", "+493012345", null);
        Assert.Equal(("ext. 12", null), (winner.FilledFrom(loser).Phone, winner.FilledFrom(loser).PhoneKey));
    }

    [Fact]
    public void An_undone_merge_gives_the_email_and_the_number_of_the_loser_back()
    {
        ContactDetails before = new("Ada", null, null, null, null),
            loser = new("Ada L.", "ada@example.com", "+493012345", "+493012345", "Engineer");
        var after = before.FilledFrom(loser);
        Assert.Equal(before with { JobTitle = "Director" }, (after with { JobTitle = "Director" }).WithoutMerge(before, after, loser));
    }

    [Fact]
    public void A_merged_contact_refers_to_the_winner_until_the_merge_is_undone()
    {
        var (contact, winner) = (Contact.Add(ContactDetails.Of("Ada", null, null), Now), Guid.CreateVersion7());
        contact.MergeInto(winner);
        Assert.Equal(((Guid?)winner, 1), (contact.MergedIntoId, contact.Version));
        contact.UndoMerge();
        Assert.Equal((null, 2), (contact.MergedIntoId, contact.Version));
    }
}
