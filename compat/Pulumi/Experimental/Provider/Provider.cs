using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Pulumi.Experimental.Provider;

/// <summary>
/// A resource provider. Override what it supports; the engine is told that the rest is not implemented.
/// </summary>
public abstract class Provider
{
    /// <summary>Runs a provider until the engine ends it. The first line of output is the port it listens on.</summary>
    public static async Task Serve(string[] args, string? version, Func<IEngine, Provider> factory, CancellationToken cancellationToken)
    {
        await DebuggerWait.IfAskedAsync().ConfigureAwait(false);
        using var session = new ProviderSession(factory, version, PluginArguments.EngineAddress(args));
        await using var host = GrpcHost.Build(session);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteAsync(GetHostUri(host).Port.ToString(CultureInfo.InvariantCulture) + "\n").ConfigureAwait(false);
        await Console.Out.FlushAsync(cancellationToken).ConfigureAwait(false);
        await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The one address a provider's host listens on.</summary>
    public static Uri GetHostUri(IHost host) => GrpcHost.AddressOf(host);

    public virtual Task<ParameterizeResponse> Parameterize(ParameterizeRequest request, CancellationToken ct) => throw NotImplemented(nameof(Parameterize));

    public virtual Task<GetSchemaResponse> GetSchema(GetSchemaRequest request, CancellationToken ct) => throw NotImplemented(nameof(GetSchema));

    public virtual Task<CheckResponse> CheckConfig(CheckRequest request, CancellationToken ct) => throw NotImplemented(nameof(CheckConfig));

    public virtual Task<DiffResponse> DiffConfig(DiffRequest request, CancellationToken ct) => throw NotImplemented(nameof(DiffConfig));

    public virtual Task<InvokeResponse> Invoke(InvokeRequest request, CancellationToken ct) => throw NotImplemented(nameof(Invoke));

    public virtual Task<CheckResponse> Check(CheckRequest request, CancellationToken ct) => throw NotImplemented(nameof(Check));

    public virtual Task<DiffResponse> Diff(DiffRequest request, CancellationToken ct) => throw NotImplemented(nameof(Diff));

    public virtual Task<CreateResponse> Create(CreateRequest request, CancellationToken ct) => throw NotImplemented(nameof(Create));

    public virtual Task<ReadResponse> Read(ReadRequest request, CancellationToken ct) => throw NotImplemented(nameof(Read));

    public virtual Task<UpdateResponse> Update(UpdateRequest request, CancellationToken ct) => throw NotImplemented(nameof(Update));

    public virtual Task Delete(DeleteRequest request, CancellationToken ct) => throw NotImplemented(nameof(Delete));

    public virtual Task<ConstructResponse> Construct(ConstructRequest request, CancellationToken ct) => throw NotImplemented(nameof(Construct));

    public virtual Task<CallResponse> Call(CallRequest request, CancellationToken ct) => throw NotImplemented(nameof(Call));

    public virtual Task<ConfigureResponse> Configure(ConfigureRequest request, CancellationToken ct) => Task.FromResult(new ConfigureResponse
    {
        AcceptSecrets = true,
        SupportsPreview = true,
        AcceptResources = true,
        AcceptOutputs = true,
    });

    private static NotImplementedException NotImplemented(string method) => new($"The method '{method}' is not implemented ");
}
