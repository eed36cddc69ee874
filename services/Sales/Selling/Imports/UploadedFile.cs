using System.Text.Json;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Funnel.Sales.Imports;

/// <summary>The file of a request, and the mapping beside it.</summary>
/// <param name="Content">The file; it is read while it arrives.</param>
/// <param name="Charset">The declared charset of the file.</param>
/// <param name="Mapping">The mapping of the part <c>mapping</c>.</param>
/// <param name="Code">The code of a saved mapping, if the part <c>mapping</c> is one.</param>
internal sealed record UploadedFile(Stream Content, string? Charset, DealMapping? Mapping = null, string? Code = null)
{
    private const int LongestMapping = 1024 * 1024;

    /// <summary>Reads a body of the type <c>text/csv</c>, or of the type <c>multipart/form-data</c> up to the part <c>file</c>.</summary>
    public static async Task<Result<UploadedFile>> Of(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return ImportRefusals.NotCsv;
        }

        if (type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return new UploadedFile(request.Body, type.Charset.Value);
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(boundary))
        {
            return ImportRefusals.NotCsv;
        }

        var parts = new MultipartReader(boundary, request.Body);
        DealMapping? mapping = null;
        string? code = null;
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            var name = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                ? HeaderUtilities.RemoveQuotes(disposition.Name).Value : null;
            if (name == "file")
            {
                _ = MediaTypeHeaderValue.TryParse(part.ContentType, out var inside);
                return new UploadedFile(part.Body, inside?.Charset.Value, mapping, code);
            }

            if (name != "mapping" || mapping is not null || code is not null)
            {
                return ImportRefusals.PartsWrong.Because(
                    $"The body has the part '{name}'. Send the part `mapping` once or not at all, and after it the part `file`.");
            }

            if (await ReadMapping(part.Body, cancellation) is not { } text)
            {
                return ImportRefusals.PartsWrong.Because("The part `mapping` is longer than 1 MB.");
            }

            if (!text.StartsWith('{'))
            {
                code = text;
            }
            else if (Parse(text).IsRefused(out var refusal, out mapping))
            {
                return refusal;
            }
        }

        return ImportRefusals.PartsWrong.Because("The body does not have the part `file`.");
    }

    private static async Task<string?> ReadMapping(Stream part, CancellationToken cancellation)
    {
        var bytes = new byte[LongestMapping + 1];
        var length = await part.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return length > LongestMapping ? null : System.Text.Encoding.UTF8.GetString(bytes, 0, length).Trim().Trim('\uFEFF');
    }

    private static Result<DealMapping> Parse(string text)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<DealMapping>(text, ImportMapping.StrictJson)!;
            return ImportPlan.Check(mapping).IsRefused(out var refusal) ? refusal : mapping;
        }
        catch (JsonException wrong)
        {
            return ImportRefusals.MappingWrong.Because($"The part `mapping` is not valid JSON of a mapping: {wrong.Message}");
        }
    }
}
