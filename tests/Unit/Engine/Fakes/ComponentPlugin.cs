using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Pulumirpc;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>A component plugin whose process only says where it is served: in the test, so that the test sees what it is asked.</summary>
internal sealed class ComponentPlugin : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ComponentPlugin(string folder)
    {
        Folder = folder;
        _app = LoopbackGrpc.Build<Service, ComponentPlugin>(this);
    }

    /// <summary>Where the engine finds its executable.</summary>
    public string Folder { get; }

    public ConcurrentQueue<ConstructRequest> Asked { get; } = new();

    public static async Task<ComponentPlugin> StartAsync(string name, string folder)
    {
        var plugin = new ComponentPlugin(folder);
        await plugin._app.StartAsync();
        var file = Path.Combine(folder, $"pulumi-resource-{name}");
        await File.WriteAllTextAsync(file, $"#!/bin/sh\necho {new Uri(plugin._app.Urls.First()).Port}\nexec tail -f /dev/null\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return plugin;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Service(ComponentPlugin plugin) : ResourceProvider.ResourceProviderBase
    {
        public override Task<ConfigureResponse> Configure(ConfigureRequest request, ServerCallContext context) => Task.FromResult(new ConfigureResponse());

        public override async Task<ConstructResponse> Construct(ConstructRequest request, ServerCallContext context)
        {
            plugin.Asked.Enqueue(request);
            using var program = new RawProgram(request.MonitorEndpoint);
            var made = await program.RegisterAsync(request.Type, request.Name, r =>
            {
                r.Custom = false;
                r.Parent = request.Parent;
                r.Aliases.Add(request.Aliases);
            });
            return new ConstructResponse { Urn = made.Urn, State = new Struct() };
        }
    }
}
