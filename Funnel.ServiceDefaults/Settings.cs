using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Reads settings. Only this class and Program do; a wrong setting stops the start with a sentence that names it.</summary>
public static class Settings
{
    /// <summary>A PostgreSQL connection string.</summary>
    /// <exception cref="SettingException">The connection string is missing or malformed.</exception>
    public static string Postgres(this WebApplicationBuilder builder, string name)
    {
        var text = builder.ConnectionString(name);
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database)
                ? throw new SettingException($"ConnectionStrings:{name} needs a host and a database.")
                : text;
        }
        catch (ArgumentException)
        {
            // The message of the exception may contain a part of the password.
            throw new SettingException($"ConnectionStrings:{name} is not a PostgreSQL connection string.");
        }
    }

    /// <summary>The AMQP address of the broker.</summary>
    /// <exception cref="SettingException">The address is missing or not an <c>amqp</c> address.</exception>
    public static Uri Broker(this WebApplicationBuilder builder) =>
        Uri.TryCreate(builder.ConnectionString("messaging"), UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new SettingException("ConnectionStrings:messaging is not an amqp:// or amqps:// address.");

    /// <summary>The address of another service, by Aspire's convention <c>services:NAME:http:0</c>.</summary>
    /// <exception cref="SettingException">The address is missing or malformed.</exception>
    public static Uri ServiceAddress(this WebApplicationBuilder builder, string service) =>
        Uri.TryCreate(builder.Configuration[$"services:{service}:http:0"], UriKind.Absolute, out var uri)
            ? uri
            : throw new SettingException($"services:{service}:http:0 is missing or not an absolute address.");

    /// <summary>Registers options that are checked at start. A setting of an unknown name stops the start as a bad value does.</summary>
    public static void AddOptionsFrom<TOptions>(this WebApplicationBuilder builder, string section) where TOptions : class =>
        builder.Services.AddOptions<TOptions>().Configure(options =>
        {
            try
            {
                builder.Configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            }
            catch (InvalidOperationException wrong)
            {
                throw new SettingException($"{section}: {wrong.Message}");
            }
        }).ValidateDataAnnotations().ValidateOnStart();

    private static string ConnectionString(this WebApplicationBuilder builder, string name) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } text
            ? text
            : throw new SettingException($"ConnectionStrings:{name} is missing.");
}

/// <summary>A setting is wrong. The message is the sentence that the operator reads.</summary>
public sealed class SettingException(string message) : Exception(message);
