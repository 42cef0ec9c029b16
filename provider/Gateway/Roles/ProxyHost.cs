using Sluice.Gateway.Options;
using Sluice.Proxy;
using Sluice.Routing.Model;

namespace Sluice.Gateway.Roles;

/// <summary>The data plane of this process and its way out: lose readiness, wait until nobody sends any more, finish, end.</summary>
internal sealed partial class ProxyHost : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly ILogger _logger;

    public ProxyHost(GatewayOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<ProxyHost>();
        Server = new ProxyServer(
            new ProxyOptions
            {
                BindAddress = options.BindAddress,
                PrivilegedPortOffset = options.PortOffset,
                AccessLog = options.AccessLog,
                TrustedHops = options.TrustedHops,
                ProxyProtocol = options.ProxyProtocol,
                DrainTime = options.DrainTime,
            },
            loggers);
    }

    public ProxyServer Server { get; }

    public bool IsTerminating { get; private set; }

    /// <exception cref="ProxyBindException">A port could not be bound; everything else serves.</exception>
    public async ValueTask ApplyAsync(RoutingSnapshot snapshot, CancellationToken cancellationToken)
    {
        var result = await Server.ApplyAsync(snapshot, cancellationToken);
        foreach (var problem in result.Problems)
        {
            Log.Unusable(_logger, problem);
        }

        if (!result.BindFailures.IsEmpty)
        {
            throw new ProxyBindException(string.Join(" ", result.BindFailures.Select(failure => failure.Message)));
        }
    }

    /// <summary>Ends serving in good order.</summary>
    public async Task TerminateAsync()
    {
        IsTerminating = true;
        Log.Terminating(_logger, _options.ShutdownDelay.TotalSeconds);
        await Task.Delay(_options.ShutdownDelay);
        await Server.DrainAsync();
        Log.Drained(_logger);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static partial class Log
    {
        [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Terminating: not ready any more, closing listeners in {Seconds} seconds.")]
        public static partial void Terminating(ILogger logger, double seconds);

        [LoggerMessage(EventId = 6002, Level = LogLevel.Information, Message = "All requests are finished.")]
        public static partial void Drained(ILogger logger);

        [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void Unusable(ILogger logger, string problem);
    }
}

/// <summary>Ports of the newest configuration that do not serve.</summary>
internal sealed class ProxyBindException(string message) : Exception(message);
