using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Answers HEAD as GET without the body (RFC 9110), on every route. It is a startup filter because it must run before the framework
/// chooses the route. So the document does not repeat each GET, and no route can forget HEAD.
/// </summary>
internal sealed class HeadRequests : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (http, next) =>
        {
            if (HttpMethods.IsHead(http.Request.Method))
            {
                http.Request.Method = HttpMethods.Get;
                http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            }

            return next(http);
        });
        next(app);
    };
}
