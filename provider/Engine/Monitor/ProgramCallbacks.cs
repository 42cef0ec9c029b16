using System.Collections.Concurrent;
using Grpc.Net.Client;
using Pulumirpc;

namespace Sluice.Engine.Monitor;

/// <summary>The functions on which the program and its providers can be called back, over one connection to each server of theirs.</summary>
internal sealed class ProgramCallbacks : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> _channels = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ProgramCallback> _made = [];

    /// <exception cref="EngineException">The callback's target is no address.</exception>
    public ProgramCallback Of(Callback callback)
    {
        if (!Uri.TryCreate($"http://{callback.Target}", UriKind.Absolute, out var address))
        {
            throw new EngineException($"The program registered a callback with the target '{callback.Target}', which is no address. Allowed is host:port, such as '127.0.0.1:41234'.");
        }

        var channel = _channels.GetOrAdd(callback.Target, _ => new Lazy<GrpcChannel>(() => Open(address)));
        var made = new ProgramCallback(new Callbacks.CallbacksClient(channel.Value), callback);
        _made.Add(made);
        return made;
    }

    public void Dispose()
    {
        foreach (var callback in _made)
        {
            callback.Dispose();
        }

        foreach (var channel in _channels.Values)
        {
            channel.Value.Dispose();
        }
    }

    private static GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        // The program is on this machine: a proxy of the environment is none of its concern.
        HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
        MaxReceiveMessageSize = MonitorHost.MaxMessageSize,
        MaxSendMessageSize = MonitorHost.MaxMessageSize,
        ThrowOperationCanceledOnCancellation = true,
    });
}
