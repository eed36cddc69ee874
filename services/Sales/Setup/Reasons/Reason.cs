using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Reasons;

/// <summary>The decision that a reason is given for.</summary>
public enum ReasonKind
{
    /// <summary>The lead is not valid.</summary>
    Reject,

    /// <summary>The lead is valid, but not now.</summary>
    Recycle,

    /// <summary>The opportunity was won.</summary>
    Win,

    /// <summary>The opportunity was lost.</summary>
    Loss,

    /// <summary>The customer left, or ended a contract.</summary>
    Churn,

    /// <summary>The closed opportunity was opened again.</summary>
    Reopen,
}

/// <summary>An entry of a managed list. A retired reason stays, because past decisions name it.</summary>
internal sealed class Reason : IVersioned
{
    public const int CodeLength = 60;
    public const int LabelLength = 200;
    public const string KindPattern = "^(reject|recycle|win|loss|churn|reopen)$";
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private Reason()
    {
    }

    public ReasonKind Kind { get; private init; }

    /// <summary>Kebab-case. Never changes.</summary>
    public string Code { get; private init; } = "";

    public string Label { get; private set; } = "";

    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static Reason List(ReasonKind kind, string code, string label) => new() { Kind = kind, Code = code, Label = label };

    public void Retire(DateTimeOffset now) => (Version, RetiredAt) = (RetiredAt is null ? Version + 1 : Version, RetiredAt ?? now);

    public void BringBack(string label) => (Version, Label, RetiredAt) = (Version + 1, label, null);
}
