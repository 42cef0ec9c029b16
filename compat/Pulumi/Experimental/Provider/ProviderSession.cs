using System.Reflection;
using Grpc.Core;

namespace Pulumi.Experimental.Provider;

/// <summary>One provider process: the provider, once the engine is known, and what cancels its work.</summary>
internal sealed class ProviderSession : IDisposable
{
    private readonly Func<IEngine, Provider> _factory;
    private readonly CancellationTokenSource _cancelled = new();
    private Attachment? _attachment;

    public ProviderSession(Func<IEngine, Provider> factory, string? version, string? engineAddress)
    {
        _factory = factory;
        Version = version ?? Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3)
            ?? throw new InvalidOperationException("Provider.Serve must be called with a version, or an assembly version must be set.");
        if (engineAddress is not null)
        {
            Attach(engineAddress);
        }
    }

    public string Version { get; }

    public CancellationToken Cancelled => _cancelled.Token;

    public Provider Provider => Current.Provider;

    public string EngineAddress => Current.EngineAddress;

    private Attachment Current => _attachment ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, "Engine host not yet attached"));

    public void Attach(string engineAddress) => _attachment = new Attachment(_factory(new GrpcEngine(engineAddress)), engineAddress);

    public void Cancel() => _cancelled.Cancel();

    public void Dispose() => _cancelled.Dispose();

    private sealed record Attachment(Provider Provider, string EngineAddress);
}
