using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>Runs the commands of the README's walk exactly as they are written.</summary>
public sealed class ReadmeTests(RunningSystem system)
{
    [Fact]
    public async Task The_first_lead_walks_to_revenue_as_the_README_says()
    {
        var script = Path.Combine(Directory.CreateTempSubdirectory("funnel-readme-").FullName, "walk.sh");
        await File.WriteAllLinesAsync(script, ["set -euo pipefail", .. Walk()]);

        var output = await system.Run("bash", script);

        // The last commands print the timeline with the won deal, and the figures.
        Assert.Matches(@"\d+Z  .*[Ww]on", output);
        Assert.Contains("\"currency\": \"EUR\"", output);
        Assert.Contains("\"stage\": \"customer\"", output);
    }

    /// <summary>The lines of the code blocks below the heading.</summary>
    private static List<string> Walk()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => line != "## A first lead, walked to revenue").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var inside = false;
        var walk = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```bash";
            }
            else if (inside)
            {
                walk.Add(line);
            }
        }

        Assert.True(walk.Count > 20, "The README's walk was not found.");
        return walk;
    }
}
