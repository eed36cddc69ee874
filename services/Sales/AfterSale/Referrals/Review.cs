namespace Funnel.Sales.Referrals;

/// <summary>A public review in which a customer recommends us. It is recorded once and does not change.</summary>
internal sealed class Review
{
    public const int SiteLength = 200;
    public const int LinkLength = 2000;

    private Review()
    {
    }

    public Guid Id { get; private init; }

    public Guid CustomerId { get; private init; }

    /// <summary>The author of the review; null if unknown.</summary>
    public Guid? ContactId { get; private init; }

    /// <summary>The name of the site that shows the review.</summary>
    public string Site { get; private init; } = "";

    /// <summary>The address of the review; unique.</summary>
    public string Link { get; private init; } = "";

    public DateOnly PublishedOn { get; private init; }

    public static Review Create(Guid customer, Guid? contact, string site, string link, DateOnly publishedOn, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        CustomerId = customer,
        ContactId = contact,
        Site = site,
        Link = link,
        PublishedOn = publishedOn,
    };
}
