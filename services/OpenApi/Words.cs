using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace Funnel.OpenApi;

/// <summary>
/// Describes an operation: the docstring of its use case, its entity tags and its permission. A parameter name that has one
/// meaning everywhere is described here once.
/// </summary>
internal static partial class Words
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Docstrings = new();

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = "The id of the record.",
        ["after"] = "The `next` value of the previous page.",
        ["limit"] = "The largest number of items on a page.",
    };

    public static void Describe(OpenApiOperation operation, ApiDescription route)
    {
        var metadata = route.ActionDescriptor.EndpointMetadata;
        string?[] sentences =
        [
            operation.Description,
            metadata.OfType<MethodInfo>().FirstOrDefault() is { } handler ? Docstring(handler) : null,
            metadata.OfType<ETagKind>().Any() ? Tags(route.HttpMethod!, metadata.Contains(ETagKind.Version)) : null,
            metadata.OfType<PermissionMetadata>().LastOrDefault() is { } needs ? $"Needs the permission `{needs.Name}`." : null,
        ];
        operation.Description = string.Join(" ", sentences.Where(sentence => !string.IsNullOrEmpty(sentence)));
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= Parameters.GetValueOrDefault(parameter.Name!) ?? (parameter.In == ParameterLocation.Path
                ? $"The {Spaced(parameter.Name!)} of the record."
                : $"Only records with this {Spaced(parameter.Name!)}. Defaults to all records.");
        }
    }

    private static string Tags(string method, bool hasVersion) => (HttpMethods.IsGet(method), hasVersion) switch
    {
        (true, _) => "The response has an `ETag`. With `If-None-Match`, an unchanged resource is answered with 304.",
        (false, true) =>
            "The response has the `ETag` of the new version. With `If-Match`, the change is refused if another change came first.",
        _ => "",
    };

    /// <summary>The docstring of the handler, or else of its class.</summary>
    private static string? Docstring(MethodInfo handler)
    {
        var docs = Docstrings.GetOrAdd(handler.Module.Assembly, Read);
        var type = handler.DeclaringType!.FullName!.Split('[')[0].Replace('+', '.');
        return docs.GetValueOrDefault($"M:{type}.{handler.Name}") ?? docs.GetValueOrDefault($"T:{type}");
    }

    /// <summary>The docstrings that the compiler writes beside the assembly.</summary>
    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var docs = new Dictionary<string, string>();
        if (Path.ChangeExtension(assembly.Location, ".xml") is var file && File.Exists(file))
        {
            foreach (var member in XDocument.Load(file).Descendants("member"))
            {
                if (member.Element("summary") is { } summary)
                {
                    docs.TryAdd(member.Attribute("name")!.Value.Split('(', '`')[0],
                        Blanks().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim());
                }
            }
        }

        return docs;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement see when (see.Attribute("cref") ?? see.Attribute("name") ?? see.Attribute("langword")) is { } named =>
            $"`{named.Value.Split('.', ':')[^1]}`",
        XElement other => other.Value,
        _ => "",
    };

    private static string Spaced(string name) => Hump().Replace(name, match => $" {match.Value.ToLowerInvariant()}");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Hump();
}
