using System.Reflection;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>The rules of visible effects, each with its red twin.</summary>
public sealed class EffectsTests
{
    private static readonly Assembly ServiceDefaults = typeof(Refusal).Assembly;
    private static readonly Assembly Messaging = typeof(Subject).Assembly;
    private static readonly Assembly[] Services =
        [.. new[] { "Marketing", "Sales", "Insights", "Gateway" }.Select(name => Assembly.Load($"Funnel.{name}"))];

    private static readonly Assembly[] Ours =
        [ServiceDefaults, Messaging, Assembly.Load("Funnel.OpenApi"), Assembly.Load("Funnel.Idempotency"), .. Services];

    private static readonly string[] Folders = ["Funnel.ServiceDefaults", "Funnel.AppHost", "services", "gateway", "tests", "deploy"];

    [Fact]
    public void A_method_that_can_refuse_returns_a_result()
    {
        Assert.Equal(4, Services.Length);
        Assert.Empty(Ours.SelectMany(assembly => Rules.ReturnsNoRefusal(assembly.GetTypes())));
        Assert.Equal(5, Rules.ReturnsNoRefusal([typeof(RedTwins.Refusing)]).Count());
    }

    [Fact]
    public void Saving_saves_and_does_nothing_else()
    {
        Assert.Empty(Ours.SelectMany(assembly => Rules.SavesOnlyInTheBaseContext(assembly.GetTypes())));
        Assert.NotEmpty(Rules.SavesOnlyInTheBaseContext([typeof(RedTwins.BusySave)]));
    }

    [Fact]
    public void A_use_case_names_what_it_needs_as_parameters()
    {
        Assert.Empty(Services.Append(Messaging).SelectMany(assembly => Rules.UseCasesAskNoServiceProvider(assembly.GetTypes())));
        Assert.NotEmpty(Rules.UseCasesAskNoServiceProvider([typeof(RedTwins.Locating)]));
    }

    [Fact]
    public void Lines_fit_a_screen()
    {
        Assert.Empty(Folders.SelectMany(folder => Rules.LinesFit(Path.Combine(Repository.Root, folder), 140)));
        using var twin = new RedFolder(("Wide.cs", 1));
        File.WriteAllText(Path.Combine(twin.Path, "Wide.cs"), $"// {new string('x', 138)}\n");
        Assert.NotEmpty(Rules.LinesFit(twin.Path, 140));
    }

    [Theory]
    [InlineData("Marketing", "services/Marketing")]
    [InlineData("Sales", "services/Sales")]
    [InlineData("Insights", "services/Insights")]
    [InlineData("Messaging", "services/Messaging")]
    [InlineData("Gateway", "gateway")]
    public void A_test_file_mirrors_a_production_file(string project, string production)
    {
        var tests = Path.Combine(Repository.Root, "tests", $"Funnel.{project}.Tests");
        Assert.NotEmpty(Rules.SourceFiles(tests));
        Assert.Empty(Rules.TestsMirrorProduction(tests, Path.Combine(Repository.Root, production)));
        using var twin = new RedFolder(("Room/LostTests.cs", 1));
        using var empty = new RedFolder();
        Assert.NotEmpty(Rules.TestsMirrorProduction(twin.Path, empty.Path));
    }
}
