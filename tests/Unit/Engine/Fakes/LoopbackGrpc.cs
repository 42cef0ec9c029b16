using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>Real gRPC on a free loopback port, in the test's own process.</summary>
internal static class LoopbackGrpc
{
    /// <typeparam name="TService">The gRPC service; one object for all calls.</typeparam>
    /// <typeparam name="TOwner">What the service asks for in its constructor.</typeparam>
    /// <returns>A server that is to be started.</returns>
    public static WebApplication Build<TService, TOwner>(TOwner owner)
        where TService : class
        where TOwner : class
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(owner);
        builder.Services.AddSingleton<TService>();
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<TService>();
        return app;
    }
}
