using System.Collections.Frozen;
using Funnel.Values;

namespace Funnel.Marketing.Origins;

/// <summary>Tells what a referrer or a source names: a mail program, a social network, a search engine, an advertising network.</summary>
internal static class Referrer
{
    private const string AndroidApp = "android-app";
    private const string IosApp = "ios-app";

    private static readonly FrozenSet<string> SocialNames = Set(
        "facebook", "instagram", "linkedin", "lnkd", "twitter", "t.co", "x", "x.com", "youtube", "youtu", "tiktok", "pinterest", "reddit",
        "threads", "mastodon", "bsky", "xing", "whatsapp", "telegram", "t.me", "snapchat", "vk", "weibo", "quora");

    private static readonly FrozenSet<string> SearchNames = Set(
        "google", "bing", "duckduckgo", "yahoo", "yandex", "ya.ru", "baidu", "ecosia", "qwant", "startpage", "brave", "naver", "seznam",
        "kagi");

    /// <summary>Hosts of a search engine before its name. Others, such as <c>docs</c>, are other services of the company.</summary>
    private static readonly FrozenSet<string> SearchHosts = Set("www", "m", "search", "r", "images", "html", "lite");

    private static readonly FrozenSet<string> AdvertisingNames = Set("doubleclick", "googleadservices", "googlesyndication");

    private static readonly FrozenSet<string> MailHosts = Set(
        "outlook.live.com", "outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft", "gmail.com", "protonmail.com",
        "app.fastmail.com", "app.hey.com", "navigator.web.de", "navigator.gmx.net", "3c.web.de", "3c.gmx.net", "deref-gmx.net",
        "deref-web.de", "deref-mail.com");

    /// <summary>Labels that name a mail service in front of any domain, such as <c>webmail.example.org</c>.</summary>
    private static readonly FrozenSet<string> MailLabels = Set("mail", "webmail", "email", "owa", "safelinks");

    private static readonly FrozenSet<string> Browsers = Set(
        "com.android.chrome", "org.mozilla.firefox", "com.microsoft.emmx", "com.sec.android.app.sbrowser", "com.opera.browser");

    private static readonly FrozenSet<string> MailApps = Set(
        "com.google.android.gm", "com.google.android.gm.lite", "com.microsoft.office.outlook", "com.yahoo.mobile.client.android.mail",
        "com.samsung.android.email.provider", "ch.protonmail.android", "com.fsck.k9", "net.thunderbird.android", "com.android.email",
        "de.gmx.mobile.android.mail", "de.web.mobile.android.mail", "com.fastmail.app", "ru.mail.mailapp", "422689480", "951937596");

    private static readonly FrozenSet<string> SocialApps = Set(
        "com.zhiliaoapp.musically", "com.google.android.youtube", "284882215", "389801252", "288429040", "333903271", "310633997",
        "544007664");

    private static readonly FrozenSet<string> SearchApps = Set(
        "com.google.android.googlequicksearchbox", "com.microsoft.bing", "com.duckduckgo.mobile.android", "284815942");

    /// <summary>
    /// The site of an address: its host without <c>www</c>, which is the same site. An app, such as
    /// <c>android-app://com.linkedin.android/</c>, is its own site. A browser app has no site.
    /// </summary>
    public static Site? SiteOf(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return null;
        }

        // A host of one label, such as localhost, is no domain of a company.
        var host = DomainName.ReadOrNull(uri.Host) ?? uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        return uri.Scheme switch
        {
            "http" or "https" => new(host, IsApp: false),
            AndroidApp or IosApp when !Browsers.Contains(host) => new(host, IsApp: true),
            _ => null,
        };
    }

    public static bool IsMail(Site? site) => site switch
    {
        null => false,
        { IsApp: true } => MailApps.Contains(site.Host),
        _ => MailHosts.Contains(site.Host) || site.Host.Split('.').SkipLast(2).Any(MailLabels.Contains),
    };

    public static bool IsSocial(Site? site) => site switch
    {
        null => false,
        { IsApp: true } => SocialApps.Contains(site.Host) || SocialNames.Contains(site.Host.Split('.').ElementAtOrDefault(1) ?? ""),
        _ => IsSocial(site.Host),
    };

    public static bool IsSocial(string? source) => Names(source, SocialNames, _ => true);

    public static bool IsSearch(Site? site) => site switch
    {
        null => false,
        { IsApp: true } => SearchApps.Contains(site.Host),
        _ => IsSearch(site.Host),
    };

    public static bool IsSearch(string? source) =>
        Names(source, SearchNames, before => before.All(label => label.Length == 2 || SearchHosts.Contains(label)));

    public static bool IsAdvertising(Site? site) => site is { IsApp: false } && Names(site.Host, AdvertisingNames, _ => true);

    private static FrozenSet<string> Set(params string[] values) => values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// <c>google</c>, <c>www.google.co.uk</c> and <c>l.facebook.com</c> name Google and Facebook; <c>t.co</c> stands for itself. A name
    /// of one letter counts only with its ending: <c>x.com</c>, and not <c>x.org</c>.
    /// </summary>
    private static bool Names(string? source, FrozenSet<string> names, Func<string[], bool> areHosts)
    {
        if (source is null || names.Contains(source))
        {
            return source is not null;
        }

        var labels = source.Split('.');
        if (labels.Length < 2)
        {
            return false;
        }

        var isShortSuffix = labels.Length > 2 && labels[^2].Length <= 3 && labels[^1].Length == 2;
        var at = labels.Length - (isShortSuffix ? 3 : 2);
        return ((labels[at].Length > 1 && names.Contains(labels[at])) || names.Contains(string.Join('.', labels[at..])))
            && areHosts(labels[..at]);
    }
}

/// <param name="Host">The host of a page, or the name of an app.</param>
internal sealed record Site(string Host, bool IsApp);
