using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
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
