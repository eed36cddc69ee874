using Yarp.ReverseProxy.Forwarder;

namespace Funnel.Gateway;

/// <summary>Logs one line if a service does not answer. YARP's own log would write a stack trace for each request.</summary>
internal static partial class ForwarderErrorLog
{
    public static void Use(IReverseProxyApplicationBuilder proxy)
    {
        var log = proxy.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Funnel.Gateway.ForwarderErrorLog");
        proxy.Use(async (context, next) =>
        {
            await next();
            if (context.GetForwarderErrorFeature() is
                { Error: not (ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled) } failed)
            {
                var service = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
                LogNoAnswer(log, service, failed.Error, failed.Exception?.GetBaseException().GetType().Name);
            }
        });
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }

    [LoggerMessage(LogLevel.Warning, "The service {Service} did not answer: {Error}, {Exception}")]
    private static partial void LogNoAnswer(ILogger log, string service, ForwarderError error, string? exception);
}
