using System.Reflection;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>One table lists every problem of every service.</summary>
public sealed class ProblemsTests
{
    private static readonly Assembly[] Ours =
        [.. new[] { "ServiceDefaults", "OpenApi", "Messaging", "Marketing", "Sales", "Insights",
            "Gateway" }.Select(name => Assembly.Load($"Funnel.{name}"))];

    [Fact]
    public void The_table_of_problems_says_what_the_code_says()
    {
        var expected = ProblemTable.Expected(Ours);
        Assert.Contains(expected, row => row.StartsWith("| `handoff-already-decided` | 409 |", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("FUNNEL_APPROVE") is not null)
        {
            ProblemTable.Write(expected);
        }

        var (missing, gone) = (expected.Except(ProblemTable.Rows()).ToList(), ProblemTable.Rows().Except(expected).ToList());
        Assert.True(missing.Count + gone.Count == 0,
            $"Add to services/Problems.md (or run this test with FUNNEL_APPROVE=1):\n{string.Join('\n', missing)}\nand take "
                + $"away:\n{string.Join('\n', gone)}");
    }

    [Fact]
    public void A_code_is_kebab_case_and_has_one_meaning_per_status()
    {
        Assert.Empty(Rules.CodesAreKebabCaseAndMeanOneThing(Ours.SelectMany(ProblemTable.Refusals).Select(found => found.Refusal)));
        Assert.Equal(2,
            Rules.CodesAreKebabCaseAndMeanOneThing([new("Not kebab", 400, "No."), new("a", 400, "No."), new("a", 400, "Never.")]).Count());
    }

    [Fact]
    public void A_refusal_is_made_once_as_a_static_field()
    {
        var types = Ours.SelectMany(assembly => assembly.GetTypes()).ToList();
        Assert.Contains(types, type => type == typeof(HttpRefusals));
        Assert.Empty(Rules.RefusalsAreStaticFields(types));
        Assert.NotEmpty(Rules.RefusalsAreStaticFields([typeof(RedTwins.Improvising)]));
    }
}
