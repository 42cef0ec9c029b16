using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>
/// Both services of an engine on a loopback port. It records every request and, unless told otherwise, answers a
/// registration with the inputs as the state.
/// </summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<object> _requests = new();

    private FakeEngine(WebApplication server)
    {
        _server = server;
    }

    public bool DryRun { get; init; }

    public Dictionary<string, string> Config { get; } = [];

    public HashSet<string> Features { get; } =
    [
        "secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith", "replaceWith",
        "transforms", "invokeTransforms", "parameterization", "resourceHooks",
    ];

    public Func<RegisterResourceRequest, RegisterResourceResponse, Task>? OnRegister { get; set; }

    public Func<ReadResourceRequest, Struct>? OnRead { get; set; }

    public Func<ResourceInvokeRequest, ResourceInvokeResponse>? OnInvoke { get; set; }

    public Func<ResourceCallRequest, CallResponse>? OnCall { get; set; }

    public string Address => new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    /// <summary>Every request but log lines and feature questions, in order.</summary>
    public IReadOnlyList<object> Requests => [.. _requests.Where(request => request is not (LogRequest or SupportsFeatureRequest))];

    public IReadOnlyList<RegisterResourceRequest> Registrations => [.. _requests.OfType<RegisterResourceRequest>()];

    public IReadOnlyList<LogRequest> Errors => [.. _requests.OfType<LogRequest>().Where(line => line.Severity == Pulumirpc.LogSeverity.Error)];

    public IReadOnlyList<LogRequest> Logs => [.. _requests.OfType<LogRequest>()];

    public bool WasShutDown => _requests.Any(request => request is Empty);

    public Struct StackOutputs => Outputs("pulumi:pulumi:Stack");

    public static async Task<FakeEngine> StartAsync(bool dryRun = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(services => services.GetRequiredService<Holder>().Engine!);
        builder.Services.AddSingleton<Holder>();
        var server = builder.Build();
        server.MapGrpcService<MonitorService>();
        server.MapGrpcService<EngineService>();
        var engine = new FakeEngine(server) { DryRun = dryRun };
        server.Services.GetRequiredService<Holder>().Engine = engine;
        await server.StartAsync();
        return engine;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public RegisterResourceRequest Registration(string name) => Registrations.Single(request => request.Name == name);

    public Struct Inputs(string name) => Registration(name).Object;

    public Struct Outputs(string typeSuffix) => _requests.OfType<RegisterResourceOutputsRequest>()
        .Single(request => request.Urn.Split("::")[2].EndsWith(typeSuffix, StringComparison.Ordinal)).Outputs;

    /// <summary>The URN the engine gives: a parent of the stack's type adds nothing.</summary>
    public static string Urn(string parent, string type, string name)
    {
        var parentType = parent.Length == 0 ? "" : parent.Split("::")[2];
        var qualified = parentType is "" or "pulumi:pulumi:Stack" ? type : $"{parentType}${type}";
        return $"urn:pulumi:dev::app::{qualified}::{name}";
    }

    private T Record<T>(T request)
        where T : class
    {
        _requests.Enqueue(request);
        return request;
    }

    private sealed class Holder
    {
        public FakeEngine? Engine { get; set; }
    }

    private sealed class EngineService(FakeEngine engine) : Engine.EngineBase
    {
        public override Task<Empty> Log(LogRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new Empty());
        }

        public override Task<RequirePulumiVersionResponse> RequirePulumiVersion(RequirePulumiVersionRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return request.PulumiVersionRange.StartsWith('>')
                ? Task.FromResult(new RequirePulumiVersionResponse())
                : throw new RpcException(new Status(StatusCode.FailedPrecondition, "Pulumi CLI version does not satisfy the range"));
        }
    }

    private sealed class MonitorService(FakeEngine engine) : ResourceMonitor.ResourceMonitorBase
    {
        public override Task<SupportsFeatureResponse> SupportsFeature(SupportsFeatureRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new SupportsFeatureResponse { HasSupport = engine.Features.Contains(request.Id) });
        }

        public override async Task<RegisterResourceResponse> RegisterResource(RegisterResourceRequest request, ServerCallContext context)
        {
            engine.Record(request);
            var response = new RegisterResourceResponse
            {
                Urn = Urn(request.Parent, request.Type, request.Name),
                Id = request.Custom && !engine.DryRun ? $"{request.Name}-id" : "",
                Object = request.Custom ? request.Object : new Struct(),
            };
            if (engine.OnRegister is { } change)
            {
                await change(request, response);
            }

            return response;
        }

        public override Task<Empty> RegisterResourceOutputs(RegisterResourceOutputsRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new Empty());
        }

        public override Task<ReadResourceResponse> ReadResource(ReadResourceRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new ReadResourceResponse
            {
                Urn = Urn(request.Parent, request.Type, request.Name),
                Properties = engine.OnRead?.Invoke(request) ?? request.Properties,
            });
        }

        public override Task<ResourceInvokeResponse> Invoke(ResourceInvokeRequest request, ServerCallContext context)
        {
            engine.Record(request);
            var answer = engine.OnInvoke?.Invoke(request);
            if (answer is null && request.Tok == "pulumi:pulumi:getResource")
            {
                answer = new ResourceInvokeResponse
                {
                    Return = new Struct { Fields = { ["urn"] = request.Args.Fields["urn"], ["id"] = Value.ForString("found"), ["state"] = Value.ForStruct(new Struct()) } },
                };
            }

            return Task.FromResult(answer ?? new ResourceInvokeResponse { Return = request.Args });
        }

        public override Task<CallResponse> Call(ResourceCallRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(engine.OnCall?.Invoke(request) ?? new CallResponse { Return = new Struct() });
        }

        public override Task<RegisterPackageResponse> RegisterPackage(Pulumirpc.RegisterPackageRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new RegisterPackageResponse { Ref = $"ref-{request.Name}" });
        }

        public override Task<Empty> RegisterStackInvokeTransform(Callback request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new Empty());
        }

        public override Task<Empty> RegisterResourceHook(RegisterResourceHookRequest request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new Empty());
        }

        public override Task<Empty> SignalAndWaitForShutdown(Empty request, ServerCallContext context)
        {
            engine.Record(request);
            return Task.FromResult(new Empty());
        }
    }
}
