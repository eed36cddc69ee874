#pragma warning disable CA1812, CA1852, IDE0130 // Deliberately wrong code that the rule of groups must reject.
namespace Funnel.Architecture.Tests.Layers.Below
{
    internal sealed class Thing
    {
        internal static int Count() => 1;
    }
}

namespace Funnel.Architecture.Tests.Layers.Above
{
    using Funnel.Architecture.Tests.Layers.Below;

    internal sealed class Signed
    {
        internal Thing? Held { get; init; }
    }

    internal static class Calling
    {
        internal static int Ask() => Thing.Count();
    }

    internal static class InLambda
    {
        internal static readonly Func<int, int> Ask = more => more + Thing.Count();
    }

    internal static class Asynchronous
    {
        internal static async Task<int> Ask()
        {
            await Task.Yield();
            return Thing.Count();
        }
    }
}

namespace Funnel.Architecture.Tests.Layers
{
    internal static class KnowsAll
    {
        internal static int Ask() => Below.Thing.Count();
    }
}
