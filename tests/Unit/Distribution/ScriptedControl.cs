using System.Net;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Tests;

/// <summary>A control that says on the stream what a test tells it to, right or wrong, and hands over what the proxy says.</summary>
internal sealed class ScriptedControl : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Conversation> _conversations;

    private ScriptedControl(WebApplication app, Channel<Conversation> conversations) => (_app, _conversations) = (app, conversations);

    public IPEndPoint EndPoint => new(IPAddress.Loopback, new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port);

    public static async Task<ScriptedControl> StartAsync(ConfigStreamFixture stream)
    {
        var conversations = Channel.CreateUnbounded<Conversation>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(conversations);
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(stream.Certificate);
        }));
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return new ScriptedControl(app, conversations);
    }

    /// <summary>The next stream that a proxy opens, its hello read.</summary>
    public async Task<Conversation> AcceptAsync() => await _conversations.Reader.ReadAsync().AsTask().WaitAsync(ConfigStreamFixture.Limit);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>One stream. It stays open until the proxy leaves.</summary>
    internal sealed class Conversation(Hello hello, IAsyncStreamReader<ProxyMessage> requests, IServerStreamWriter<Update> updates)
    {
        public Hello Hello => hello;

        /// <summary>A proxy that leaves at one of the messages does not get the rest.</summary>
        public async Task SendAsync(params Update[] messages)
        {
            try
            {
                foreach (var message in messages)
                {
                    await updates.WriteAsync(message);
                }
            }
            catch (Exception left) when (left is InvalidOperationException or OperationCanceledException or IOException or RpcException)
            {
                // What the proxy then does is what the test looks at.
            }
        }

        public async Task<Receipt> ReceiptAsync()
        {
            Assert.True(await requests.MoveNext(CancellationToken.None).WaitAsync(ConfigStreamFixture.Limit), "The proxy left without a receipt.");
            return requests.Current.Receipt;
        }
    }

    private sealed class Service(Channel<Conversation> conversations) : ConfigStream.ConfigStreamBase
    {
        public override async Task Follow(IAsyncStreamReader<ProxyMessage> requestStream, IServerStreamWriter<Update> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            await conversations.Writer.WriteAsync(new Conversation(requestStream.Current.Hello, requestStream, responseStream));
            var left = new TaskCompletionSource();
            await using var registration = context.CancellationToken.Register(left.SetResult);
            await left.Task;
        }
    }
}
