using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>The commands in the README of the repository.</summary>
internal static class Readme
{
    public const string Walk = "## A first lead, walked to revenue", Aspire = "## Run it with Docker and Aspire";

    /// <summary>The lines of the code blocks below a heading.</summary>
    public static IReadOnlyList<string> Commands(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var inside = false;
        var commands = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```bash";
            }
            else if (inside)
            {
                commands.Add(line);
            }
        }

        Assert.True(commands.Count > 2, $"The commands below '{heading}' were not found in the README.");
        return commands;
    }
}
