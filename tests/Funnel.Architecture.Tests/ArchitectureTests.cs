using System.Reflection;
using Funnel.Contracts;
using Funnel.Messaging;
using Funnel.Testing;
using Funnel.Topology;

namespace Funnel.Architecture.Tests;

/// <summary>Each rule has something to check, finds no violation, and rejects its red twin.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly[] Services =
        [Assembly.Load("Funnel.Marketing"), Assembly.Load("Funnel.Sales"), Assembly.Load("Funnel.Insights")];
    private static readonly Assembly Gateway = Assembly.Load("Funnel.Gateway");
    private static readonly Assembly Contracts = typeof(EventAttribute).Assembly;
    private static readonly Assembly Messaging = typeof(Subject).Assembly;
    private static readonly Assembly Here = typeof(ArchitectureTests).Assembly;
    private static readonly string Root = Repository.Root;

    private static readonly string[] ServiceFolders = ["Marketing", "Sales", "Insights"];

    [Fact]
    public void Services_and_gateway_reference_no_other_service()
    {
        Holds([.. Services, Gateway], Rules.ReferencesNoOtherService);
        Rejects(Rules.ReferencesNoOtherService(typeof(RedTwins).Assembly));
    }

    [Fact]
    public void Contracts_reference_only_the_base_library()
    {
        Holds([Contracts], Rules.ReferencesOnlyTheBaseLibrary);
        Rejects(Rules.ReferencesOnlyTheBaseLibrary(Here));
    }

    [Fact]
    public void Messaging_knows_no_event_by_name()
    {
        Holds(Messaging.GetTypes(), type => Rules.KnowsNoEventByName([type]));
        Rejects(Rules.KnowsNoEventByName([typeof(RedTwins.KnowsAnEvent)]));
    }

    [Fact]
    public void Events_are_flat_public_sealed_records_named_by_service_entity_and_verb()
    {
        Holds([.. Contracts.GetTypes().Where(type => type.GetCustomAttribute<EventAttribute>() is not null)],
            Rules.EventIsAFlatPublicSealedRecord);
        Assert.Equal(3, Rules.EventIsAFlatPublicSealedRecord(typeof(RedTwins.BadEvent)).Count());
    }

    [Fact]
    public void Queues_are_unique_and_named_by_their_service()
    {
        Holds(Subscriptions.All, _ => Rules.QueuesAreUniqueAndNamedByService(Subscriptions.All));
        Rejects(Rules.QueuesAreUniqueAndNamedByService([new("sales.leads", []), new("sales.leads", [])]));
        Rejects(Rules.QueuesAreUniqueAndNamedByService([new("LeadQualifiedConsumer", [])]));
    }

    [Fact]
    public void A_reaction_is_named_by_the_fact_that_it_hears()
    {
        var reactions = Services.SelectMany(service => service.GetTypes())
            .Where(type => type.GetInterfaces()
                .Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHear<>)));
        Holds([.. reactions], type => Rules.ReactionsAreNamedByTheirFact([type]));
        Rejects(Rules.ReactionsAreNamedByTheirFact([typeof(RedTwins.LeadHandler)]));
    }

    [Fact]
    public void Classes_are_sealed()
    {
        Holds([.. Services.Append(Contracts).Append(Messaging).SelectMany(assembly => assembly.GetTypes()).Where(IsOurs)],
            type => Rules.ClassesAreSealed([type]));
        Rejects(Rules.ClassesAreSealed([typeof(RedTwins.Open)]));
    }

    [Fact]
    public void A_text_with_a_form_says_whether_it_may_be_empty()
    {
        Holds([.. Services.Append(Gateway).SelectMany(assembly => assembly.GetTypes())], type => Rules.PatternsMindEmptyText([type]));
        Assert.Equal(2, Rules.PatternsMindEmptyText([typeof(RedTwins.Asking)]).Count());
    }

    [Fact]
    public void Requests_are_public_and_at_the_top_level()
    {
        Holds([.. Services.SelectMany(service => service.GetTypes())
            .Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal))],
            type => Rules.RequestsAreTopLevelAndPublic([type]));
        Rejects(Rules.RequestsAreTopLevelAndPublic([typeof(RedTwins.Request)]));
    }

    [Fact]
    public void No_type_is_called_Funnel()
    {
        Holds([.. Services.SelectMany(service => service.GetTypes()).Where(IsOurs)], type => Rules.NoTypeIsCalledFunnel([type]));
        Rejects(Rules.NoTypeIsCalledFunnel([typeof(RedTwins.Funnel)]));
    }

    [Fact]
    public void Folders_are_at_most_two_deep_and_use_the_words_of_the_field()
    {
        Holds(ServiceFolders, service => Rules.FoldersAreTwoDeepAndSpeakTheField(Path.Combine(Root, "services", service)));
        using var twin = new RedFolder(("Leads/Helpers/A.cs", 1), ("Leads/Capture/Deep/B.cs", 1));
        Assert.Equal(2, Rules.FoldersAreTwoDeepAndSpeakTheField(twin.Path).Count());
    }

    [Fact]
    public void Files_stay_readable()
    {
        Holds(["services", "gateway", "Funnel.ServiceDefaults", "Funnel.AppHost", "tests"],
            folder => Rules.FilesStayReadable(Path.Combine(Root, folder), 300));
        using var twin = new RedFolder(("Long.cs", 301));
        Rejects(Rules.FilesStayReadable(twin.Path, 300));
    }

    private static void Holds<T>(IReadOnlyCollection<T> subjects, Func<T, IEnumerable<string>> rule)
    {
        Assert.NotEmpty(subjects);
        Assert.Empty(subjects.SelectMany(rule));
    }

    private static void Rejects(IEnumerable<string> violations) => Assert.NotEmpty(violations);

    private static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith("Funnel.", StringComparison.Ordinal) == true
            && !type.Namespace.EndsWith(".Migrations", StringComparison.Ordinal);
}
