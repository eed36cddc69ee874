using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Settings are read here and in Program only; a wrong one stops the start with a sentence that names it.</summary>
public static class Settings
{
    /// <summary>A PostgreSQL connection string, checked for its form.</summary>
    /// <exception cref="SettingException">It is missing or cannot be read.</exception>
    public static string Postgres(this WebApplicationBuilder builder, string name)
    {
        var text = builder.ConnectionString(name);
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database)
                ? throw new SettingException($"ConnectionStrings:{name} names no host or no database.")
                : text;
        }
        catch (ArgumentException)
        {
            // What is wrong with it may be a piece of the password.
            throw new SettingException($"ConnectionStrings:{name} is no PostgreSQL connection string.");
        }
    }

    /// <summary>The broker's AMQP address.</summary>
    /// <exception cref="SettingException">It is missing or no <c>amqp</c> address.</exception>
    public static Uri Broker(this WebApplicationBuilder builder) =>
        Uri.TryCreate(builder.ConnectionString("messaging"), UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new SettingException("ConnectionStrings:messaging is no amqp:// address.");

    /// <summary>Where another service listens, by Aspire's convention <c>services:NAME:http:0</c>.</summary>
    /// <exception cref="SettingException">It is missing or no address.</exception>
    public static Uri ServiceAddress(this WebApplicationBuilder builder, string service) =>
        Uri.TryCreate(builder.Configuration[$"services:{service}:http:0"], UriKind.Absolute, out var uri)
            ? uri
            : throw new SettingException($"services:{service}:http:0 is missing or no address.");

    /// <summary>Options that are checked before anything starts; a setting that there is not is as wrong as a bad value.</summary>
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

/// <summary>A setting is wrong; the message is the sentence for the operator.</summary>
public sealed class SettingException(string message) : Exception(message);
