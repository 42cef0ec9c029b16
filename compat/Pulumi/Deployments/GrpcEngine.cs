using Pulumi.Experimental;
using Pulumirpc;

namespace Pulumi;

/// <summary>The engine's side of everything but resources.</summary>
internal interface IEngineClient
{
    Task LogAsync(Experimental.LogRequest request);

    Task RequirePulumiVersionAsync(string range);
}

/// <summary>The engine over gRPC.</summary>
internal sealed class GrpcEngine : IEngineClient, IEngine
{
    private readonly Engine.EngineClient _client;

    public GrpcEngine(string address)
    {
        _client = new Engine.EngineClient(GrpcChannels.Invoker(address));
    }

    public async Task LogAsync(Experimental.LogRequest message) => await _client.LogAsync(new Pulumirpc.LogRequest
    {
        Severity = (Pulumirpc.LogSeverity)(int)message.Severity,
        Message = message.Message,
        Urn = message.Urn is { } urn ? urn : "",
        StreamId = message.StreamId,
        Ephemeral = message.Ephemeral,
    }).ConfigureAwait(false);

    public async Task RequirePulumiVersionAsync(string pulumiVersionRange)
        => await _client.RequirePulumiVersionAsync(new RequirePulumiVersionRequest { PulumiVersionRange = pulumiVersionRange }).ConfigureAwait(false);
}
