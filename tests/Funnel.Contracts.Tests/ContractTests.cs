using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Testing;
using Funnel.Topology;

namespace Funnel.Contracts.Tests;

/// <summary>Integrators rely on the events: they may gain fields but never change one.</summary>
public sealed class ContractTests
{
    private static readonly JsonSerializerOptions Indented = new(CloudEventJson.Data) { WriteIndented = true };

    public static TheoryData<string> Events => [.. Samples.Events.Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Events))]
    public void The_JSON_of_an_event_equals_its_snapshot(string name)
    {
        var type = typeof(EventAttribute).Assembly.GetType(name)!;
        var file = Path.Combine(Repository.Root, "tests", "Funnel.Contracts.Tests", "Snapshots", $"{EventTypes.NameOf(type)}.json");
        var json = JsonSerializer.Serialize(Samples.Of(type), type, Indented) + "\n";
        if (Environment.GetEnvironmentVariable("FUNNEL_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, json);
        }

        Assert.True(File.Exists(file),
            $"{name} has no snapshot: run these tests once with FUNNEL_ACCEPT_SNAPSHOTS=1 and look at what it wrote.");
        Assert.Equal(File.ReadAllText(file), json);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_read_as_it_was_written_and_unknown_fields_are_ignored(string name)
    {
        var type = typeof(EventAttribute).Assembly.GetType(name)!;
        var now = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var sent =
            new CloudEvent(Guid.CreateVersion7(now), "/funnel/test", EventTypes.NameOf(type), now.AddDays(-1), Guid.CreateVersion7(now), 7,
                now,
            Guid.CreateVersion7(now), Guid.CreateVersion7(now), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Samples.Of(type));
        var wire = JsonNode.Parse(CloudEventJson.Write(sent))!;
        wire["data"]!["addedLater"] = "news";
        wire["anotherextension"] = "more news";

        var read = CloudEventJson.Read(System.Text.Encoding.UTF8.GetBytes(wire.ToJsonString()));

        Assert.Equal(sent with { Data = null }, read with { Data = null });
        Assert.Equal(JsonSerializer.Serialize(sent.Data, CloudEventJson.Data), JsonSerializer.Serialize(read.Data, CloudEventJson.Data));
    }

    [Fact]
    public void An_unknown_kind_of_touch_is_read_as_unknown()
    {
        var touch = JsonSerializer.Deserialize<TouchRecorded>(
            """{"touchId":"00000000-0000-0000-0000-000000000001","leadId":"00000000-0000-0000-0000-000000000002","kind":"hologram"}""",
            CloudEventJson.Data)!;
        Assert.Equal(TouchKind.Unknown, touch.Kind);
    }

    /// <summary>A new text field needs a decision: is it personal? Text about a person, or written by one, is.</summary>
    [Fact]
    public void Every_text_field_is_personal_or_agreed_to_tell_nothing_about_a_person()
    {
        string[] harmless =
        [
            "Asset", "Calendar", "Campaign", "Channel", "Company", "Competitor", "Content", "Country", "Currency",
            "FirstCampaign", "ForecastCategory", "FromStage", "Journey", "LastCampaign", "LegalBasis", "Medium", "Name", "Number",
            "Outcome",
            "Pipeline", "Policy", "Purpose", "Reason", "Rule", "Source", "Stage", "Term", "TextVersion", "ToStage",
        ];
        var fields = typeof(EventAttribute).Assembly.GetTypes().Where(type => !typeof(Attribute).IsAssignableFrom(type))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).ToList();
        Assert.Contains(fields, field => field.Name == "Email" && field.IsDefined(typeof(PersonalAttribute)));
        Assert.Empty(fields.Where(field => field.PropertyType == typeof(string) && !field.IsDefined(typeof(PersonalAttribute)))
            .Select(field => field.Name).Except(harmless));
        Assert.Empty(fields.Where(field => field.IsDefined(typeof(PersonalAttribute)) && field.PropertyType != typeof(string))
            .Select(field => field.Name));
    }

    [Fact]
    public void The_event_table_equals_the_code()
    {
        var readme = File.ReadAllLines(Path.Combine(Repository.Root, "services", "Contracts", "README.md"));
        var table = readme.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Cells).Where(cells => cells.Length == 5)
            .ToList();
        var code = Samples.Events.Select(type => new[]
        {
            $"`{type.Name}`",
            EventTypes.NameOf(type).Split('.')[0],
            $"`{EventTypes.NameOf(type)}`",
            Subscriptions.All.Where(subscription => subscription.Events.Contains(type)).Select(subscription => $"`{subscription.Queue}`")
                .ToList() is { Count: > 0 } queues
                ? string.Join(' ', queues)
                : "integrators only",
        });

        Assert.NotEmpty(table);
        Assert.Equal(code.Select(row => string.Join(" | ", row)).Order(), table.Select(row => string.Join(" | ", row.Take(4))).Order());
        Assert.All(table, row => Assert.Matches(@"^\d+\.\d+$", row[4]));

        static string[] Cells(string line) => [.. line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim())];
    }

    [Fact]
    public void Insights_hears_every_event_so_that_every_cause_is_known() =>
        Assert.Equal(Samples.Events, Subscriptions.InsightsTimeline.Events.OrderBy(type => type.Name, StringComparer.Ordinal));

    [Fact]
    public void Every_event_says_when_it_is_true_who_publishes_it_and_its_key()
    {
        var documentation = File.ReadAllText(Path.ChangeExtension(typeof(EventAttribute).Assembly.Location, ".xml"));
        foreach (var type in Samples.Events)
        {
            var start = documentation.IndexOf($"\"T:{type.FullName}\"", StringComparison.Ordinal);
            Assert.True(start > 0, $"{type.Name} has no comment.");
            var comment = documentation[start..documentation.IndexOf("</member>", start, StringComparison.Ordinal)];
            Assert.Contains($"<c>{EventTypes.NameOf(type)}</c>", comment);
            Assert.Contains("Published by " + type.Namespace!.Split('.')[^1],
                comment.ReplaceLineEndings(" ").Replace("            ", "", StringComparison.Ordinal));
            Assert.Contains("subject:", comment);
        }
    }
}
