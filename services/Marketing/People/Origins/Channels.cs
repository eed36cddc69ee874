using System.Collections.Frozen;
using Funnel.Contracts;
using Funnel.Values;

namespace Funnel.Marketing.Origins;

/// <summary>Derives the channel of a touch. Every use case uses this one rule.</summary>
/// <remarks>
/// A channel of the sender is kept as given. Otherwise the first match counts: a click id or a paid medium is paid; then email,
/// social, organic search, referral; then direct, if a page was viewed without a sign of how the person came. Without even a
/// page the channel is unknown, which is null and never "direct".
/// </remarks>
internal static class Channels
{
    public const int LongestName = 100;

    public const string Paid = "paid";
    public const string Email = "email";
    public const string Social = "social";
    public const string OrganicSearch = "organic search";
    public const string Referral = "referral";
    public const string Direct = "direct";

    private static readonly FrozenSet<string> PaidMediums = Set(
        "cpc", "ppc", "cpm", "cpv", "cpa", "cpl", "paid", "paidsearch", "paid-search", "paid_search", "paid search", "paidsocial",
        "paid-social", "paid_social", "paid social", "display", "banner", "retargeting", "remarketing", "sem", "ads", "ad");

    private static readonly FrozenSet<string> PaidSources = Set(
        "adwords", "googleads", "google-ads", "google_ads", "google ads", "facebookads", "facebook-ads", "facebook_ads", "fbads", "fb-ads",
        "bingads", "bing-ads", "linkedinads", "linkedin-ads", "linkedin_ads", "metaads", "meta-ads", "tiktokads", "tiktok-ads");

    private static readonly FrozenSet<string> EmailMediums = Set("email", "e-mail", "e_mail", "e mail", "mail", "newsletter");

    private static readonly FrozenSet<string> SocialMediums = Set(
        "social", "social-network", "social_network", "social-media", "social_media", "social media", "sm");

    private static readonly FrozenSet<string> SearchMediums = Set("organic", "organic-search", "organic_search", "organic search", "seo");

    /// <summary>Query parameters that advertising networks add to a paid click. Facebook adds its fbclid to free links too.</summary>
    private static readonly string[] ClickIds = ["gclid", "gbraid", "wbraid", "msclkid", "dclid", "twclid", "ttclid", "li_fat_id"];

    /// <param name="given">The channel of the sender. It counts more than the rest.</param>
    public static string? Derive(string? given, TouchKind kind, string? clickId, Utm utm, string? referrer, string? url)
    {
        if (given is not null)
        {
            return given;
        }

        var (medium, source) = (TextKey.Identity(utm.Medium ?? ""), TextKey.IdentityOrNull(utm.Source));
        var page = Referrer.SiteOf(url);
        var from = Referrer.SiteOf(referrer) is { } site && site != page ? site : null;
        return true switch
        {
            _ when kind is TouchKind.AdClick || clickId is not null || IsPaid(medium, source) || HasClickId(url)
                || Referrer.IsAdvertising(from) => Paid,
            _ when kind is TouchKind.EmailOpen or TouchKind.EmailClick || EmailMediums.Contains(medium)
                || EmailMediums.Contains(source ?? "") || Referrer.IsMail(from) => Email,
            _ when SocialMediums.Contains(medium) || Referrer.IsSocial(source) || Referrer.IsSocial(from) => Social,
            _ when SearchMediums.Contains(medium) || Referrer.IsSearch(source) || Referrer.IsSearch(from) => OrganicSearch,
            _ when from is not null || utm.Source is not null || utm.Medium is not null => Referral,
            _ when page is not null => Direct,
            _ => null,
        };
    }

    /// <summary>A direct visit shows no origin, so it never replaces the last touch.</summary>
    public static bool ShowsOrigin(string? channel) => channel is not null && !TextKey.AreSame(channel, Direct);

    private static FrozenSet<string> Set(params string[] values) => values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>One word of the medium is enough: <c>cpc-brand</c> and <c>paid_video</c> are paid.</summary>
    private static bool IsPaid(string medium, string? source) => PaidMediums.Contains(medium) || PaidSources.Contains(source ?? "")
        || medium.Split(['-', '_', ' ', '/', '+'], StringSplitOptions.RemoveEmptyEntries).Any(PaidMediums.Contains);

    private static bool HasClickId(string? url) =>
        CampaignParameters.Read(url).Any(pair => pair.Value.Length > 0 && ClickIds.Contains(pair.Name, StringComparer.OrdinalIgnoreCase));
}
