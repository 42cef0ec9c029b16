using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Pulumirpc;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>A program without an SDK: speaks the wire protocol by hand.</summary>
internal sealed class RawProgram : IDisposable
{
    private readonly GrpcChannel _channel;

    public RawProgram(string address)
    {
        _channel = GrpcChannel.ForAddress("http://" + address);
        Monitor = new ResourceMonitor.ResourceMonitorClient(_channel);
        Engine = new Pulumirpc.Engine.EngineClient(_channel);
    }

    public ResourceMonitor.ResourceMonitorClient Monitor { get; }

    public Pulumirpc.Engine.EngineClient Engine { get; }

    public string Stack { get; private set; } = "";

    public async Task<string> StackAsync()
    {
        Stack = (await RegisterAsync("pulumi:pulumi:Stack", "demo-dev", static r => r.Custom = false)).Urn;
        return Stack;
    }

    public Task<RegisterResourceResponse> ThingAsync(string name, PropertyMap inputs, Action<RegisterResourceRequest>? change = null) =>
        RegisterAsync("memory:index:Thing", name, r =>
        {
            r.Object = WireValues.Write(inputs, WireOptions.Everything);
            change?.Invoke(r);
        });

    public async Task<RegisterResourceResponse> RegisterAsync(string type, string name, Action<RegisterResourceRequest>? change = null)
    {
        var request = new RegisterResourceRequest
        {
            Type = type,
            Name = name,
            Custom = true,
            Parent = Stack,
            Object = new Struct(),
            AcceptSecrets = true,
            AcceptResources = true,
            SupportsResultReporting = true,
        };
        change?.Invoke(request);
        return await Monitor.RegisterResourceAsync(request);
    }

    public async Task OutputsAsync(string urn, PropertyMap outputs) =>
        await Monitor.RegisterResourceOutputsAsync(new RegisterResourceOutputsRequest { Urn = urn, Outputs = WireValues.Write(outputs, WireOptions.Everything) });

    public void Dispose() => _channel.Dispose();
}
