using System.Globalization;

namespace Sluice.Gateway.Logging;

/// <summary>
/// One line per message on standard error (<c>2026-01-31T12:00:00.000Z info Sluice.Control.ControlPlane: …</c>); standard output is
/// the access log's. Written here because the console logger of the framework brings options, configuration and a queue that every
/// proxy would pay for at its start.
/// </summary>
internal sealed class LineLogging(LogLevel minimum, TextWriter writer, TimeProvider time) : ILoggerFactory
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one provider, this one.
    }

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var name = level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var line = $"{stamp} {name} {category}: {message}{(exception is null ? "" : Environment.NewLine + exception)}";
        lock (_gate)
        {
            writer.WriteLine(line);
        }
    }

    private sealed class LineLogger(LineLogging owner, string category) : ILogger
    {
        // What the framework says below a warning is about itself.
        private readonly LogLevel _minimum = category.StartsWith("Sluice", StringComparison.Ordinal) ? owner.Minimum : Max(owner.Minimum, LogLevel.Warning);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, formatter(state, exception), exception);
            }
        }

        private static LogLevel Max(LogLevel left, LogLevel right) => left > right ? left : right;
    }

    private LogLevel Minimum => minimum;
}
