using System.Diagnostics;
using Funnel.ServiceDefaults;
using Npgsql;

namespace Funnel.Gateway.Tests;

public sealed class SpanRedactionTests
{
    private const string Token = "AZqT3-fXd6q_0kYxT2l0aW5nLXNpZ25lZC1saW5rLXRva2VuLW9mLTY0LWNoYXJz";

    [Theory]
    [InlineData($"/api/sales/v1/surveys/answer/{Token}/form", "/api/sales/v1/surveys/answer/Redacted/form")]
    [InlineData("/api/sales/v1/handoffs/0198c0de-0000-7000-8000-000000000001/accept",
        "/api/sales/v1/handoffs/0198c0de-0000-7000-8000-000000000001/accept")]
    [InlineData("/api/sales/v1/pipelines/default/board", "/api/sales/v1/pipelines/default/board")]
    [InlineData("/api/sales/openapi/v1.json", "/api/sales/openapi/v1.json")]
    [InlineData("/api/marketing/v1/events/unpublished-and-longer-words", "/api/marketing/v1/events/unpublished-and-longer-words")]
    [InlineData("/people/ada@example.com", "/people/Redacted")]
    [InlineData("/people/ada%40example.com", "/people/Redacted")]
    [InlineData("/links/0123456789abcdef0123456789abcdef", "/links/Redacted")]
    [InlineData("/", "/")]
    public void Paths_keep_words_codes_and_ids_only(string path, string expected) => Assert.Equal(expected, SpanRedaction.Path(path));

    [Theory]
    [InlineData("?email=ada@example.com&limit=5", "email=Redacted&limit=Redacted")]
    [InlineData($"?{Token}", "Redacted=Redacted")]
    public void Query_strings_keep_names_only(string query, string expected) => Assert.Equal(expected, SpanRedaction.Query(query));

    [Fact]
    public void A_finished_span_holds_neither_a_signed_link_nor_the_value_that_an_exception_quotes()
    {
        using var redaction = new SpanRedaction();
        using var source = new ActivitySource("Npgsql");
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity()!;
        span.SetTag("url.path", $"/answer/{Token}").SetTag("url.query", $"?link={Token}")
            .SetTag("url.full", $"http://127.0.0.1:7082/answer/{Token}?link={Token}");
        span.AddException(new PostgresException($"invalid input syntax for type uuid: \"{Token}\"", "ERROR", "ERROR", "22P02"));

        redaction.OnEnd(span);

        var said = span.TagObjects.Concat(span.Events.Single().Tags).Select(tag => $"{tag.Key}={tag.Value}").ToList();
        Assert.Contains("url.full=http://127.0.0.1:7082/answer/Redacted?link=Redacted", said);
        Assert.Contains("exception.type=Npgsql.PostgresException", said);
        Assert.DoesNotContain(said, text => text.Contains(Token, StringComparison.Ordinal));
    }
}
