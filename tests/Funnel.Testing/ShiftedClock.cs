namespace Funnel.Testing;

/// <summary>The real clock with a shift. Time goes on and timers tick, and a test can jump ahead.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private TimeSpan shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    public void Advance(TimeSpan by) => shift += by;
}
