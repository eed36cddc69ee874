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
    private static readonly Assembly[] Services = [.. new[] { "Marketing", "Sales", "Insights", "Gateway" }.Select(name => Assembly.Load($"Funnel.{name}"))];

    /// <summary>
    /// Add the services here when their methods return <see cref="Result"/>: "Marketing", "Sales", "Insights", "Gateway".
    /// </summary>
    private static readonly Assembly[] WithOneResultShape =
        [ServiceDefaults, Messaging, .. new[] { "OpenApi", "Idempotency", "Marketing" }.Select(name => Assembly.Load($"Funnel.{name}"))];

    private static readonly Assembly[] WithPlainSaves = [ServiceDefaults, Messaging, .. Services];

    /// <summary>
    /// Add the services here when their use cases take what they need as parameters: "Marketing", "Sales", "Insights", "Gateway".
    /// </summary>
    private static readonly Assembly[] WithoutServiceLocator = [ServiceDefaults, Messaging, Assembly.Load("Funnel.Marketing")];

    /// <summary>
    /// Add the other folders here when their lines are wrapped: "services", "gateway", "tests", "deploy", "Funnel.AppHost".
    /// </summary>
    private static readonly string[] WithLinesThatFit = [];

    [Fact]
    public void A_method_that_can_refuse_returns_a_result()
    {
        Assert.Equal(4, Services.Length);
        Assert.Empty(WithOneResultShape.SelectMany(assembly => Rules.ReturnsNoRefusal(assembly.GetTypes())));
        Assert.Equal(5, Rules.ReturnsNoRefusal([typeof(RedTwins.Refusing)]).Count());
    }

    [Fact]
    public void Saving_saves_and_does_nothing_else()
    {
        Assert.Empty(WithPlainSaves.SelectMany(assembly => Rules.SavesOnlyInTheBaseContext(assembly.GetTypes())));
        Assert.NotEmpty(Rules.SavesOnlyInTheBaseContext([typeof(RedTwins.BusySave)]));
    }

    [Fact]
    public void A_use_case_names_what_it_needs_as_parameters()
    {
        Assert.Empty(WithoutServiceLocator.SelectMany(assembly => Rules.UseCasesAskNoServiceProvider(assembly.GetTypes())));
        Assert.NotEmpty(Rules.UseCasesAskNoServiceProvider([typeof(RedTwins.Locating)]));
    }

    [Fact]
    public void Lines_fit_a_screen()
    {
        Assert.Empty(WithLinesThatFit.SelectMany(folder => Rules.LinesFit(Path.Combine(Repository.Root, folder), 140)));
        using var twin = new RedFolder(("Wide.cs", 1));
        File.WriteAllText(Path.Combine(twin.Path, "Wide.cs"), $"// {new string('x', 138)}\n");
        Assert.NotEmpty(Rules.LinesFit(twin.Path, 140));
    }
}
