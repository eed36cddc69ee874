using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Makes every answer that is no success a problem document with a stable code.</summary>
internal static class Problems
{
    public static IServiceCollection AddFunnelProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => AddCode(context.ProblemDetails));
        return services.AddExceptionHandler<ExceptionProblems>();
    }

    /// <summary>Gives a code to the problems that the framework makes.</summary>
    private static void AddCode(ProblemDetails problem)
    {
        if (problem is HttpValidationProblemDetails validation)
        {
            var errors = validation.Errors.ToDictionary(error => JsonPath(error.Key), error => error.Value);
            validation.Errors.Clear();
            foreach (var (path, messages) in errors)
            {
                validation.Errors.Add(path, messages);
            }

            Describe(problem, HttpRefusals.ValidationFailed);
        }
        else if (!problem.Extensions.ContainsKey("code"))
        {
            Describe(problem, HttpRefusals.Of(problem.Status ?? 500));
        }
    }

    private static void Describe(ProblemDetails problem, Refusal refusal)
    {
        problem.Title = refusal.Title;
        problem.Type = Refusal.TypeOf(refusal.Code);
        problem.Extensions["code"] = refusal.Code;
    }

    /// <summary>The names of the request instead of ours: <c>Items[2].FullName</c> becomes <c>items[2].fullName</c>.</summary>
    private static string JsonPath(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

/// <summary>Turns an exception into a problem document. An exception that is not known by name is a bug, and answered with 500.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> log) : IExceptionHandler
{
    private static readonly Refusal Unavailable = new("database-unavailable", 503, "The database does not answer. Try again later.");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = exception switch
        {
            BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } bad => HttpRefusals.Of(bad.StatusCode),
            BadHttpRequestException { InnerException: JsonException json } => HttpRefusals.MalformedRequest.Because(Explain(json)),
            BadHttpRequestException bad => HttpRefusals.MalformedRequest.Because(Explain(bad.Message)),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } =>
                HttpRefusals.MalformedRequest.Because("A text contains the character NUL, which no field accepts."),
            _ when exception.IsConflict() => HttpRefusals.Conflict,
            _ when exception.IsDatabaseAway() => Unavailable,
            _ => HttpRefusals.Unexpected,
        };
        if (refusal == Unavailable)
        {
            // There may be thousands while a database is away: log a sentence instead of a stack trace.
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

    private static string Explain(string message) => Parameter().Match(message) is { Success: true } parameter
        ? parameter.Groups[1].Value == "Required"
            ? $"The parameter `{parameter.Groups[2].Value}` is missing."
            : $"The value of the parameter `{parameter.Groups[2].Value}` cannot be read."
        : message;

    /// <summary>The place and the reason, without the names of our types.</summary>
    internal static string Explain(JsonException json)
    {
        var message = json.Message.Split(" Path: ")[0];
        var namesOurTypes = message.Contains("Funnel.", StringComparison.Ordinal) || message.Contains("System.", StringComparison.Ordinal);
        var reason = (namesOurTypes, message.Contains("could not be mapped", StringComparison.Ordinal)) switch
        {
            (false, _) => message,
            (true, true) => "The field does not exist.",
            (true, false) => "The value has the wrong type or format for the field.",
        };
        return json.Path is null or "$" ? reason : $"{json.Path}: {reason}";
    }

    [GeneratedRegex("^(Required|Failed to bind) parameter \"[^\"]* (\\w+)\" ")]
    private static partial Regex Parameter();

    [LoggerMessage(LogLevel.Warning, "The database does not answer: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception failure, string method, string? endpoint);
}
