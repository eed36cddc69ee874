using System.ComponentModel.DataAnnotations;

namespace Funnel.Messaging;

/// <summary>Settings of the post, section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>
    /// For how many months the journal, and the memory of what was heard, are kept. Insights can be rebuilt from no more
    /// than that, so the default keeps what a closed-loop comparison of two years needs. 0 keeps everything.
    /// </summary>
    [Range(0, 1200)]
    public int JournalMonths { get; init; } = 25;
}
