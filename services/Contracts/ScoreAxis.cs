namespace Funnel.Contracts;

/// <summary>The two axes of a score: fit (who the person is) and engagement (what the person did).</summary>
public enum ScoreAxis
{
    Unknown,
    Fit,
    Engagement,
}
