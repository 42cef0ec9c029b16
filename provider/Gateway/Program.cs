using System.Runtime.InteropServices;
using Sluice.Gateway.Logging;
using Sluice.Gateway.Options;
using Sluice.Gateway.Roles;

const int Success = 0;
const int Failure = 1;
const int UsageError = 2;

if (args is ["--help"] or ["-h"])
{
    Console.Out.WriteLine(GatewayCommandLine.Help);
    return Success;
}

var problems = new List<string>();
if (GatewayCommandLine.Read(args, Environment.GetEnvironmentVariable, problems) is not { } options)
{
    problems.ForEach(Console.Error.WriteLine);
    return UsageError;
}

using var stop = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    // Ending is ours to do, in good order; a second signal finds it under way.
    context.Cancel = true;
    stop.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var loggers = new LineLogging(options.LogLevel, Console.Error, TimeProvider.System);

try
{
    await (options.Role switch
    {
        GatewayRole.Control => ControlRole.RunAsync(options, loggers, stop.Token),
        GatewayRole.Proxy or GatewayRole.Mesh => ProxyRole.RunAsync(options, loggers, stop.Token),
        _ => AllRole.RunAsync(options, loggers, stop.Token),
    });
    return Success;
}
catch (Exception problem) when (problem is IOException or InvalidOperationException or ArgumentException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return Failure;
}
