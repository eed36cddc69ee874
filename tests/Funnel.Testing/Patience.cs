using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Funnel.Testing;

/// <summary>The limits of all waits in tests. A slow machine gets more time.</summary>
/// <remarks>
/// A limit only ends a test that hangs. A test that passes never waits for its limit, so limits are minutes.
/// <c>./funnel test</c> measures the machine before the first test and sets <c>FUNNEL_TEST_SLOWNESS</c>: 1 is a usual
/// machine, 5 is a machine at a fifth of that speed. The load on a machine changes, so it is measured again from time to time.
/// </remarks>
public static class Patience
{
    /// <summary>The limit of a wait and of one request, on a usual machine.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(90), UsualRequest = TimeSpan.FromSeconds(60);

    /// <summary>A test that hangs must end in time, also on a machine that is slower than this.</summary>
    private const double Slowest = 10;

    private static readonly TimeSpan BetweenMeasurements = TimeSpan.FromMinutes(1);

    /// <summary>The duration of <see cref="Work"/> on a usual machine.</summary>
    private static readonly TimeSpan UsualWork = TimeSpan.FromMilliseconds(100);

    private static readonly Lock OneAtATime = new();
    private static readonly double AtTheStart = double.TryParse(
        Environment.GetEnvironmentVariable("FUNNEL_TEST_SLOWNESS"), CultureInfo.InvariantCulture, out var measured) ? measured : 1;

    private static (double Slowness, long At)? last;

    /// <summary>How many times slower than a usual machine this machine is: from 1 to 10.</summary>
    public static double Slowness
    {
        get
        {
            lock (OneAtATime)
            {
                if (last is not { } known || Stopwatch.GetElapsedTime(known.At) > BetweenMeasurements)
                {
                    last = known = (Measure(), Stopwatch.GetTimestamp());
                }

                return Math.Clamp(Math.Max(AtTheStart, known.Slowness), 1, Slowest);
            }
        }
    }

    /// <summary>The limit of a wait for another part of the system.</summary>
    public static TimeSpan Wait => Of(UsualWait);

    /// <summary>The limit of one request.</summary>
    public static TimeSpan Request => Of(UsualRequest);

    /// <summary>The limit on this machine for work that may take <paramref name="usual"/> on a usual machine.</summary>
    public static TimeSpan Of(TimeSpan usual) => usual * Slowness;

    /// <summary>A cancellation that comes at <paramref name="cancellation"/> or at the limit of a wait.</summary>
    public static CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Wait);
        return limit;
    }

    /// <summary>Works on all cores, so that a quota of the machine's time shows as well as other programs do.</summary>
    private static double Measure()
    {
        var start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(1, Environment.ProcessorCount).Select(number => new Thread(() => Work((ulong)number))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return Stopwatch.GetElapsedTime(start) / UsualWork;
    }

    /// <summary>A fixed number of steps that no compiler can skip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Work(ulong state)
    {
        for (var step = 0; step < 40_000_000; step++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return state;
    }
}
