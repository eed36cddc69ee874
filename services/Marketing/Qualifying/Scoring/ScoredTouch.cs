using System.Linq.Expressions;
using Funnel.Contracts;
using Funnel.Marketing.Touches;

namespace Funnel.Marketing.Scoring;

/// <summary>The fields of a touch that rules read.</summary>
internal sealed record ScoredTouch(
    Guid TouchId, TouchKind Kind, string? Asset, string? Campaign, string? Source, string? Channel, DateTimeOffset OccurredAt)
{
    public static readonly Expression<Func<Touch, ScoredTouch>> From = touch => new(
        touch.Id, touch.Kind, touch.Asset, touch.Utm.Campaign, touch.Utm.Source, touch.Channel, touch.OccurredAt);
}
