using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>The provider of this assembly as the engine starts it.</summary>
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

    public static async Task<PluginProcess> StartAsync(FakeEngine engine)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(PluginProcess).Assembly.Location, "provider", "--logtostderr", "-v=3", engine.Address },
            RedirectStandardOutput = true,
        })!;
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
