namespace Funnel.Contracts;

/// <summary>The two axes of a score: who they are, and what they did.</summary>
public enum ScoreAxis
{
    Unknown,
    Fit,
    Engagement,
}
