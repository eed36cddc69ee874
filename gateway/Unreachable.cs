using Yarp.ReverseProxy.Forwarder;

namespace Funnel.Gateway;

/// <summary>A service that can't be reached is told of in a sentence: its stack trace, by the thousand, helps nobody.</summary>
internal static partial class Unreachable
{
    public static void Log(IReverseProxyApplicationBuilder proxy)
    {
        var log = proxy.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Funnel.Gateway.Unreachable");
        proxy.Use(async (context, next) =>
        {
            await next();
            if (context.GetForwarderErrorFeature() is { Error: not (ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled) } failed)
            {
                LogUnreachable(log, context.GetReverseProxyFeature().Cluster.Config.ClusterId, failed.Error, failed.Exception?.GetBaseException().GetType().Name);
            }
        });
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }

    [LoggerMessage(LogLevel.Warning, "{Service} did not answer: {Error}, {Exception}")]
    private static partial void LogUnreachable(ILogger log, string service, ForwarderError error, string? exception);
}
