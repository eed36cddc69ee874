using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Every answer that is no success is a problem document with a stable code.</summary>
internal static class Problems
{
    public static IServiceCollection AddFunnelProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => Name(context.ProblemDetails));
        return services.AddExceptionHandler<ExceptionProblems>();
    }

    /// <summary>Gives a code to the problems that the framework makes.</summary>
    private static void Name(ProblemDetails problem)
    {
        if (problem is HttpValidationProblemDetails validation)
        {
            var errors = validation.Errors.ToDictionary(error => JsonPath(error.Key), error => error.Value);
            validation.Errors.Clear();
            foreach (var (path, messages) in errors)
            {
                validation.Errors.Add(path, messages);
            }

            Give(problem, HttpRefusals.ValidationFailed);
        }
        else if (!problem.Extensions.ContainsKey("code"))
        {
            Give(problem, HttpRefusals.Of(problem.Status ?? 500));
        }
    }

    private static void Give(ProblemDetails problem, Refusal refusal)
    {
        problem.Title = refusal.Title;
        problem.Type = Refusal.TypeOf(refusal.Code);
        problem.Extensions["code"] = refusal.Code;
    }

    /// <summary>The caller's names, not ours: <c>Items[2].FullName</c> is <c>items[2].fullName</c>.</summary>
    private static string JsonPath(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

/// <summary>Turns what was thrown into a problem. Nothing here hides a bug: what is not known by name is a 500.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> log) : IExceptionHandler
{
    private static readonly Refusal Unavailable = new("database-unavailable", 503, "The database does not answer; try again.");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = exception switch
        {
            BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } bad => HttpRefusals.Of(bad.StatusCode),
            BadHttpRequestException bad => HttpRefusals.MalformedRequest.Because(bad.InnerException is JsonException json ? Explain(json) : Explain(bad.Message)),
            DbUpdateException failure when failure.IsConflict() => HttpRefusals.Conflict,
            _ when IsDatabaseAway(exception) => Unavailable,
            _ => HttpRefusals.Unexpected,
        };
        if (refusal == Unavailable)
        {
            // By the thousand while a database is away: a sentence, no stack trace.
            LogAway(exception.InShort());
            httpContext.Response.Headers.RetryAfter = "1";
        }
        else if (refusal.Status >= 500)
        {
            LogFailed(exception, httpContext.Request.Method, httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName);
        }

        await refusal.ToProblem().ExecuteAsync(httpContext);
        return true;
    }

    private static bool IsDatabaseAway(Exception? failure) => failure switch
    {
        null => false,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException,
        InvalidOperationException { Source: nameof(Npgsql) } => true, // a statement on a connection that broke just before it
        _ => IsDatabaseAway(failure.InnerException),
    };

    private static string Explain(string message) =>
        Parameter().Match(message) is { Success: true } parameter ? $"{parameter.Groups[2].Value}: {(parameter.Groups[1].Value == "Required" ? "It is missing." : "The value cannot be read.")}" : message;

    /// <summary>Where and what, without the names of our types.</summary>
    private static string Explain(JsonException json)
    {
        var what = json.Message.Split(" Path: ")[0];
        var known = what.Contains("Funnel.", StringComparison.Ordinal) || what.Contains("System.", StringComparison.Ordinal)
            ? what.Contains("could not be mapped", StringComparison.Ordinal) ? "There is no such field." : "The value does not fit the field."
            : what;
        return json.Path is null or "$" ? known : $"{json.Path}: {known}";
    }

    [GeneratedRegex("^(Required|Failed to bind) parameter \"[^\"]* (\\w+)\" ")]
    private static partial Regex Parameter();

    [LoggerMessage(LogLevel.Warning, "The database does not answer: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception failure, string method, string? endpoint);
}

/// <summary>An expected "no".</summary>
/// <param name="Code">Stable and kebab-case; becomes the problem's <c>type</c> and <c>code</c> (RFC 9457).</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence of the code.</param>
/// <param name="Detail">What is particular to this one.</param>
public sealed record Refusal(string Code, int Status, string Title, string? Detail = null)
{
    public static string TypeOf(string code) => $"urn:funnel:problem:{code}";

    public Refusal Because(string detail) => this with { Detail = detail };

    public ProblemHttpResult ToProblem() =>
        TypedResults.Problem(Detail, statusCode: Status, title: Title, type: TypeOf(Code),
            extensions: new Dictionary<string, object?> { ["code"] = Code });

    public static implicit operator ProblemHttpResult(Refusal refusal) => refusal.ToProblem();
}

/// <summary>What is refused before, behind or beside every use case.</summary>
public static class HttpRefusals
{
    public static readonly Refusal
        MalformedRequest = new("malformed-request", 400, "The request cannot be read."),
        ValidationFailed = new("validation-failed", 400, "One or more validation errors occurred."),
        Unauthenticated = new("unauthenticated", 401, "A valid access token is needed."),
        Forbidden = new("forbidden", 403, "The caller may not do this."),
        NotFound = new("not-found", 404, "There is nothing at this address."),
        MethodNotAllowed = new("method-not-allowed", 405, "This address does not know the method."),
        NotAcceptable = new("not-acceptable", 406, "It cannot be shown in any form that is accepted."),
        Timeout = new("request-timeout", 408, "The request took too long to arrive."),
        Conflict = new("conflict", 409, "Somebody else changed it at the same time."),
        TooLarge = new("request-too-large", 413, "The request is too large."),
        UnsupportedMediaType = new("unsupported-media-type", 415, "The request's body is of a type, or encoded in a way, that is not read here."),
        Unexpected = new("unexpected", 500, "Something went wrong on our side."),
        BadGateway = new("bad-gateway", 502, "The service behind the gateway does not answer; try again."),
        Unavailable = new("service-unavailable", 503, "The service cannot answer now; try again."),
        GatewayTimeout = new("gateway-timeout", 504, "The service behind the gateway did not answer in time.");

    private static readonly Dictionary<int, Refusal> ByStatus = new[]
    {
        MalformedRequest, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, Timeout, Conflict, TooLarge, UnsupportedMediaType, Unexpected, BadGateway, Unavailable, GatewayTimeout,
    }.ToDictionary(refusal => refusal.Status);

    /// <summary>The words for a status that comes from the framework.</summary>
    internal static Refusal Of(int status) => ByStatus.GetValueOrDefault(status, status < 500 ? MalformedRequest : Unexpected) with { Status = status };
}

/// <summary>What an entity answers: the fact that it caused, or the reason why it did not.</summary>
public readonly record struct Decision<TFact> where TFact : class
{
    private Decision(TFact? fact, Refusal? refusal) => (Fact, Refusal) = (fact, refusal);

    public TFact? Fact { get; }

    public Refusal? Refusal { get; }

    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal, [NotNullWhen(false)] out TFact? fact)
    {
        (refusal, fact) = (Refusal, Fact);
        return refusal is not null;
    }

    public static implicit operator Decision<TFact>(TFact fact) => new(fact, null);

    public static implicit operator Decision<TFact>(Refusal refusal) => new(null, refusal);
}
