using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales;

/// <summary>The kinds of records that activities, tasks and custom fields belong to.</summary>
public enum RecordKind
{
    Account,
    Contact,
    Opportunity,
    Handoff,
}

/// <summary>One account, contact, opportunity or handoff.</summary>
public sealed record RecordReference([property: EnumDataType(typeof(RecordKind))] RecordKind Kind, Guid Id);
