using Microsoft.Extensions.Logging;

namespace Sluice.Control.Tests.Cluster;

/// <summary>What the cluster logs at warning and above, for the message of a test that fails.</summary>
internal sealed class FileLogging(string path) : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // The file is all there is.
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (_gate)
            {
                File.AppendAllText(path, $"{logLevel}: {formatter(state, exception)} {exception}\n");
            }
        }
    }
}
