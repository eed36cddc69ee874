using System.Reflection;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>The checked-in tables of refusals equal the code. The OpenAPI documents are made from these tables.</summary>
public sealed class RefusalTableTests
{
    [Theory]
    [InlineData("Funnel.ServiceDefaults", "Funnel.ServiceDefaults")]
    [InlineData("services/Messaging", "Funnel.Messaging")]
    [InlineData("services/Marketing", "Funnel.Marketing")]
    [InlineData("services/Sales", "Funnel.Sales")]
    [InlineData("services/Insights", "Funnel.Insights")]
    [InlineData("gateway", "Funnel.Gateway")]
    public void The_table_of_refusals_lists_what_each_handler_can_answer_with(string folder, string name)
    {
        var expected = ReachableRefusals.Write(ReachableRefusals.Of(Assembly.Load(name)));
        var file = Path.Combine(Repository.Root, folder, RefusalTable.File);
        if (Environment.GetEnvironmentVariable("FUNNEL_APPROVE") is not null)
        {
            File.WriteAllText(file, expected);
        }

        Assert.True(expected == File.ReadAllText(file),
            $"{folder}/{RefusalTable.File} is out of date. Run this test with FUNNEL_APPROVE=1, then build again.");
    }

    [Fact]
    public void A_handler_is_found_with_the_refusals_of_the_methods_that_it_calls()
    {
        var sales = ReachableRefusals.Of(Assembly.Load("Funnel.Sales"));
        Assert.Contains("404 handoff-not-found", sales["Funnel.Sales.Handoffs.AcceptHandoff.Handle"]);
        Assert.True(sales.Count > 50);
    }

    [Fact]
    public void The_embedded_table_is_the_file()
    {
        using var embedded = Assembly.Load("Funnel.Sales").GetManifestResourceStream(RefusalTable.File)!;
        using var reader = new StreamReader(embedded);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "services", "Sales", RefusalTable.File)), reader.ReadToEnd());
    }
}
