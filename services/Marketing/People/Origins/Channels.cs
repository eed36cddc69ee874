using System.Collections.Frozen;
using Funnel.Contracts;

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

    private static readonly FrozenSet<string> EmailMediums = Set("email", "e-mail", "e_mail", "e mail", "mail", "newsletter");

    private static readonly FrozenSet<string> SocialMediums = Set(
        "social", "social-network", "social_network", "social-media", "social_media", "social media", "sm");

    private static readonly FrozenSet<string> SearchMediums = Set("organic", "organic-search", "organic_search", "organic search", "seo");

    /// <summary>Query parameters that advertising networks add to a paid click. Facebook adds its fbclid to free links too.</summary>
    private static readonly string[] ClickIds = ["gclid", "gbraid", "wbraid", "msclkid", "dclid", "twclid", "ttclid", "li_fat_id"];

    private static readonly FrozenSet<string> SocialNames = Set(
        "facebook", "instagram", "linkedin", "lnkd", "twitter", "t.co", "x", "youtube", "youtu", "tiktok", "pinterest", "reddit",
        "threads", "mastodon", "bsky", "xing", "whatsapp", "telegram", "t.me", "snapchat", "vk", "weibo", "quora");

    private static readonly FrozenSet<string> SearchNames = Set(
        "google", "bing", "duckduckgo", "yahoo", "yandex", "baidu", "ecosia", "qwant", "startpage", "brave", "naver", "seznam", "kagi");

    private static readonly FrozenSet<string> MailHosts = Set(
        "mail.google.com", "outlook.live.com", "outlook.office.com", "outlook.office365.com", "mail.yahoo.com", "mail.aol.com",
        "mail.proton.me", "mail.zoho.com");

    /// <param name="given">The channel of the sender. It counts more than the rest.</param>
    public static string? Derive(string? given, TouchKind kind, string? clickId, Utm utm, string? referrer, string? url)
    {
        if (given is not null)
        {
            return given;
        }

        var medium = utm.Medium ?? "";
        var page = Host(url);
        var from = Host(referrer) is { } host && host != page ? host : null;
        return true switch
        {
            _ when kind is TouchKind.AdClick || clickId is not null || PaidMediums.Contains(medium) || HasClickId(url) => Paid,
            _ when kind is TouchKind.EmailOpen or TouchKind.EmailClick || EmailMediums.Contains(medium) || Is(from, MailHosts) => Email,
            _ when SocialMediums.Contains(medium) || Names(utm.Source, SocialNames) || Names(from, SocialNames) => Social,
            _ when SearchMediums.Contains(medium) || Names(utm.Source, SearchNames) || Names(from, SearchNames) => OrganicSearch,
            _ when from is not null || utm.Source is not null || utm.Medium is not null => Referral,
            _ when page is not null => Direct,
            _ => null,
        };
    }

    /// <summary>A direct visit shows no origin, so it never replaces the last touch.</summary>
    public static bool ShowsOrigin(string? channel) => channel is not null and not Direct;

    private static FrozenSet<string> Set(params string[] values) => values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static string? Host(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.Host.ToLowerInvariant() : null;

    private static bool Is(string? host, FrozenSet<string> hosts) => host is not null && hosts.Contains(host);

    /// <summary>
    /// <c>google</c>, <c>www.google.co.uk</c> and <c>l.facebook.com</c> name Google and Facebook; <c>t.co</c> stands for itself.
    /// </summary>
    private static bool Names(string? source, FrozenSet<string> names) =>
        source is not null && (names.Contains(source) || (source.Contains('.', StringComparison.Ordinal) && names.Contains(Site(source))));

    private static string Site(string host)
    {
        var labels = host.Split('.');
        var isShortSuffix = labels.Length > 2 && labels[^2].Length <= 3 && labels[^1].Length == 2;
        return labels[isShortSuffix ? ^3 : ^2];
    }

    private static bool HasClickId(string? url) =>
        url?.IndexOf('?', StringComparison.Ordinal) is > 0 and var at
        && url[(at + 1)..].Split('#')[0].Split('&').Any(pair => ClickIds.Contains(pair.Split('=')[0], StringComparer.OrdinalIgnoreCase));
}
