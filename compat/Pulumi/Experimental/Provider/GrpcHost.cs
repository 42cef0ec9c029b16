using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Pulumi.Experimental.Provider;

/// <summary>A gRPC server on a loopback port of the system's choice, silent on the standard streams.</summary>
internal static class GrpcHost
{
    public static WebApplication Build(Action<IServiceCollection> configure, Action<IEndpointRouteBuilder> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            options.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRouting();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = GrpcChannels.MaxMessageBytes;
            options.MaxSendMessageSize = GrpcChannels.MaxMessageBytes;
        });
        configure(builder.Services);
        var application = builder.Build();
        map(application);
        return application;
    }

    /// <summary>The host of a provider process.</summary>
    public static WebApplication Build(ProviderSession session)
        => Build(services => services.AddSingleton(session), routes => routes.MapGrpcService<ProviderService>());

    public static Uri AddressOf(IHost host)
    {
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()
            ?? throw new InvalidOperationException("The server has not been started.");
        return new Uri(addresses.Addresses.Single());
    }
}
