using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>A provider as the engine starts it.</summary>
internal sealed class PluginProcess : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private PluginProcess(Process process, GrpcChannel channel)
    {
        _process = process;
        _channel = channel;
        Client = new ResourceProvider.ResourceProviderClient(channel);
    }

    public ResourceProvider.ResourceProviderClient Client { get; }

    /// <param name="engine">The engine that the plugin is told about.</param>
    /// <param name="command">The plugin's assembly, and arguments before those the engine gives.</param>
    public static async Task<PluginProcess> StartAsync(FakeEngine engine, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. command, "--logtostderr", "-v=3", engine.Address])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(HangGuard);
        return new PluginProcess(process, GrpcChannel.ForAddress($"http://127.0.0.1:{int.Parse(port!, CultureInfo.InvariantCulture)}"));
    }

    public void Dispose()
    {
        _channel.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
