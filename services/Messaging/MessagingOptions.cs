using System.ComponentModel.DataAnnotations;

namespace Funnel.Messaging;

/// <summary>The settings of messaging, section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>
    /// The number of months for which the journal and the inbox are kept. Insights can be rebuilt for these months only, so
    /// the default covers a comparison of two years. 0 keeps everything.
    /// </summary>
    [Range(0, 1200)]
    public int JournalMonths { get; init; } = 25;
}
