using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;

namespace Funnel.ServiceDefaults;

/// <summary>Removes values from spans that may be secret or personal. The people who read traces may not know these values.</summary>
/// <remarks>
/// 1. A signed link is a path, and it is valid for every person who has it. In paths, only words, short codes and ids stay.
/// 2. In query strings, only the names stay.
/// 3. Exceptions are recorded without the values that their messages quote: see <see cref="Failures"/>. PostgreSQL quotes the
///    parameter that it could not read.
/// </remarks>
internal sealed partial class SpanRedaction : BaseProcessor<Activity>
{
    private const string Redacted = "Redacted";

    private readonly ActivityListener exceptions = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql" || source.Name.StartsWith("Funnel.", StringComparison.Ordinal),
        ExceptionRecorder = (_, failure, ref tags) =>
        {
            tags.Add("exception.message", failure.InShort());
            tags.Add("exception.stacktrace", new Failures.RedactedException(failure).ToString());
        },
    };

    public SpanRedaction() => ActivitySource.AddActivityListener(exceptions);

    public override void OnEnd(Activity data)
    {
        Change(data, "url.path", Path);
        Change(data, "url.query", Query);
        Change(data, "url.full", Address);
    }

    internal static string Path(string path) =>
        string.Join('/', path.Split('/').Select(segment => IsHarmless(segment) ? segment : Redacted));

    internal static string Query(string query) =>
        string.Join('&', query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
            .Select(pair => $"{(IsHarmless(pair[0]) ? pair[0] : Redacted)}={Redacted}"));

    internal static string Address(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? $"{uri.Scheme}://{uri.Authority}{Path(uri.AbsolutePath)}{(uri.Query.Length > 1 ? "?" + Query(uri.Query) : "")}"
        : Redacted;

    protected override void Dispose(bool disposing)
    {
        exceptions.Dispose();
        base.Dispose(disposing);
    }

    private static void Change(Activity span, string tag, Func<string, string> redact)
    {
        if (span.GetTagItem(tag) is string { Length: > 0 } value)
        {
            span.SetTag(tag, redact(value));
        }
    }

    private static bool IsHarmless(string segment) => Guid.TryParseExact(segment, "D", out _) || Words().IsMatch(segment);

    /// <summary>Words of any length, or a short code. A token that cannot be guessed is longer.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z]?[a-z]+(?:-[a-z]+)*|[A-Za-z0-9._-]{0,16})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
