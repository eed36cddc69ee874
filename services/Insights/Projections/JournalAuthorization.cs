using System.Net.Http.Headers;

namespace Funnel.Insights.Projections;

/// <summary>Authorizes the requests to the journals of other services with the token of Insights.</summary>
internal sealed class JournalAuthorization(ServiceToken token) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.Get(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
