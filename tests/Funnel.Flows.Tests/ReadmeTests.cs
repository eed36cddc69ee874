using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>Runs the commands of the README's walk exactly as they are written.</summary>
public sealed class ReadmeTests(RunningSystem system)
{
    [Fact]
    public async Task The_first_lead_walks_to_revenue_as_the_README_says()
    {
        var script = Path.Combine(Directory.CreateTempSubdirectory("funnel-readme-").FullName, "walk.sh");
        await File.WriteAllLinesAsync(script, ["set -euo pipefail", .. Readme.Commands(Readme.Walk)]);

        var output = await system.Run("bash", script);

        // The last commands print the timeline with the won deal, and the figures.
        Assert.Matches(@"\d+Z  .*[Ww]on", output);
        Assert.Contains("\"currency\": \"EUR\"", output);
        Assert.Contains("\"stage\": \"customer\"", output);
    }
}
