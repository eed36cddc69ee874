using Funnel.ServiceDefaults;

namespace Funnel.Sales.Referrals;

internal static class ReviewRefusals
{
    private static readonly Refusal Link = new("review-link-not-valid", 422, "The link of the review is not a web address.");
    private static readonly Refusal Day = new("review-day-out-of-range", 422, "The day of the review is out of range.");
    private static readonly Refusal Other = new("review-of-another-customer", 409, "The review is recorded for another customer.");

    public static Refusal LinkNotValid(string link) =>
        Link.Because($"`link` is '{link}'. It must be an absolute address that begins with http:// or https://.");

    public static Refusal DayOutOfRange(DateOnly day, DateOnly earliest, DateOnly latest) =>
        Day.Because($"`publishedOn` is {day:yyyy-MM-dd}. It must be between {earliest:yyyy-MM-dd} and {latest:yyyy-MM-dd}.");

    public static Refusal OfAnotherCustomer(string link) => Other.Because($"`link` is '{link}'. A review belongs to one customer.");
}
