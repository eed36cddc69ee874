using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Funnel.ServiceDefaults;

/// <summary>
/// The items of a bulk request. Each item is read and validated alone, so an item with a wrong type or a control character refuses
/// no other item. For routes with <c>DisableValidation()</c>: the framework's validation would refuse the whole request.
/// </summary>
/// <remarks>
/// 1. Read the whole body, which succeeds for a sound request and costs the least.
/// 2. If that fails, read each item alone. A body that is no JSON, or is no object with only `items`, refuses the whole request.
/// 3. Validate each item by its attributes.
/// </remarks>
public sealed class Bulk<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private readonly IReadOnlyList<Result<T>> items;

    private Bulk(IEnumerable<Result<T>> items)
    {
        this.items = [.. items];
        Sound = [.. this.items.Select(item => item.Value).OfType<T>()];
    }

    /// <summary>The items that can be read and that are valid, in the order of the request.</summary>
    public IReadOnlyList<T> Sound { get; }

    /// <summary>The framework calls this method to bind the parameter of a route.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The framework looks for a static method of this name on the type.")]
    public static async ValueTask<Bulk<T>?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        http.Request.Body = body;
        try
        {
            var request = await http.Request.ReadFromJsonAsync<BulkRequest<T>>(json, http.RequestAborted)
                ?? throw new BadHttpRequestException("The body is null.");
            return new(request.Items.Select(Check));
        }
        catch (JsonException wrong)
        {
            return ReadAlone(body.GetBuffer().AsMemory(0, (int)body.Length), json)
                ?? throw new BadHttpRequestException("The body cannot be read.", wrong);
        }
    }

    /// <summary>A bulk route accepts a larger body.</summary>
    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new RequestSizeLimitAttribute(BodyLimits.Bulk));
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(BulkRequest<T>)));
    }

    /// <summary>Checks the number of items. A wrong number refuses the whole request.</summary>
    public Result CheckCount() => items.Count is >= 1 and <= BulkLimits.MaxItems
        ? Result.Done
        : HttpRefusals.ValidationFailed.Because($"`items` has {items.Count} items. Accepted are 1 to {BulkLimits.MaxItems} items.");

    /// <summary>The answer: the refusal of each unsound item, and the outcome of each other item.</summary>
    public BulkResponse Answer(Func<T, BulkResult> take) => BulkResponse.Of(
        [.. items.Select(item => item.IsRefused(out var refusal, out var sound) ? BulkResult.Of(refusal) : take(sound))]);

    private static Result<T> Check(T item) => BulkItems.CheckItem(item).IsRefused(out var refusal) ? refusal : item;

    /// <returns>Null if the body is no object with only `items`.</returns>
    private static Bulk<T>? ReadAlone(ReadOnlyMemory<byte> body, JsonSerializerOptions json)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = json.MaxDepth });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject().Count() == 1
                && root.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
                    ? new(items.EnumerateArray().Select(item => ReadItem(item, json)))
                    : null;
        }
        catch (JsonException)
        {
            // The caller reports the first failure, which names the same place.
            return null;
        }
    }

    private static Result<T> ReadItem(JsonElement item, JsonSerializerOptions json)
    {
        try
        {
            return Check(item.Deserialize<T>(json)!);
        }
        catch (JsonException wrong)
        {
            return HttpRefusals.MalformedRequest.Because(ExceptionProblems.Explain(wrong));
        }
    }
}
