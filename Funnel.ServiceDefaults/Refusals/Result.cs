using System.Diagnostics.CodeAnalysis;

namespace Funnel.ServiceDefaults;

/// <summary>The outcome of an operation without a return value: it was done, or it was refused.</summary>
/// <remarks>The default value means that it was done.</remarks>
public readonly record struct Result
{
    private Result(Refusal? refusal) => Refusal = refusal;

    /// <summary>It was done.</summary>
    public static Result Done => default;

    /// <summary>The reason why it was refused; null if it was done.</summary>
    public Refusal? Refusal { get; }

    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal)
    {
        refusal = Refusal;
        return refusal is not null;
    }

    public static implicit operator Result(Refusal? refusal) => new(refusal);
}

/// <summary>The outcome of an operation with a return value: the value, or the reason why it was refused.</summary>
public readonly record struct Result<T>
    where T : notnull
{
    private Result(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; the default of its type if it was refused.</summary>
    public T? Value { get; }

    /// <summary>The reason why it was refused; null if there is a value.</summary>
    public Refusal? Refusal { get; }

    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal, [NotNullWhen(false)] out T? value)
    {
        (refusal, value) = (Refusal, Value);
        return refusal is not null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
