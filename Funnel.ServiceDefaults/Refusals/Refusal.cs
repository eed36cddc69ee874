using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.ServiceDefaults;

/// <summary>An expected "no", with the reason.</summary>
/// <param name="Code">Stable and kebab-case. It becomes the problem's <c>type</c> and <c>code</c> (RFC 9457).</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">Says what is wrong in one sentence; the same for every occurrence of the code.</param>
/// <param name="Detail">Says which field has which value, what is wrong with it, and what is accepted.</param>
/// <param name="Extensions">Further members of the problem, for programs.</param>
public sealed record Refusal(
    string Code, int Status, string Title, string? Detail = null, IReadOnlyDictionary<string, object?>? Extensions = null)
{
    public static string TypeOf(string code) => $"urn:funnel:problem:{code}";

    /// <summary>The same refusal with the detail of this occurrence.</summary>
    public Refusal Because(string detail) => this with { Detail = detail };

    /// <summary>Adds a member to the problem.</summary>
    public Refusal With(string name, object? value) =>
        this with { Extensions = new Dictionary<string, object?>(Extensions ?? new Dictionary<string, object?>()) { [name] = value } };

    public ProblemHttpResult ToProblem() =>
        TypedResults.Problem(Detail, statusCode: Status, title: Title, type: TypeOf(Code),
            extensions: new Dictionary<string, object?>(Extensions ?? new Dictionary<string, object?>()) { ["code"] = Code });

    public static implicit operator ProblemHttpResult(Refusal refusal) => refusal.ToProblem();
}
