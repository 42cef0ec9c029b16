using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pulumi.Experimental.Provider;
using Pulumirpc;

namespace Pulumi;

/// <summary>
/// Lets the engine call functions of the program: transforms and hooks. The server starts with the first function.
/// </summary>
internal sealed class CallbackServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Registration> _callbacks = new();
    private readonly Lazy<Task<WebApplication>> _server;

    public CallbackServer()
    {
        _server = new Lazy<Task<WebApplication>>(StartAsync);
    }

    public async Task<Callback> AddAsync(Func<ByteString, CancellationToken, Task<IMessage>> function)
    {
        var server = await _server.Value.ConfigureAwait(false);
        var token = Guid.NewGuid().ToString();
        _callbacks[token] = new Registration(function, ExecutionContext.Capture());
        return new Callback { Token = token, Target = GrpcHost.AddressOf(server).Authority };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        var application = GrpcHost.Build(services => services.AddSingleton(this), routes => routes.MapGrpcService<Service>());
        await application.StartAsync().ConfigureAwait(false);
        return application;
    }

    /// <param name="Function">What to call.</param>
    /// <param name="Context">The flow it was registered in: inside the function, Deployment.Instance is that of the program.</param>
    private sealed record Registration(Func<ByteString, CancellationToken, Task<IMessage>> Function, ExecutionContext? Context)
    {
        public Task<IMessage> InvokeAsync(ByteString request, CancellationToken cancellationToken)
        {
            if (Context is null)
            {
                return Function(request, cancellationToken);
            }

            Task<IMessage>? result = null;
            ExecutionContext.Run(Context, _ => result = Function(request, cancellationToken), null);
            return result!;
        }
    }

    private sealed class Service(CallbackServer server) : Callbacks.CallbacksBase
    {
        public override async Task<CallbackInvokeResponse> Invoke(CallbackInvokeRequest request, ServerCallContext context)
        {
            if (!server._callbacks.TryGetValue(request.Token, out var callback))
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"Callback not found: {request.Token}"));
            }

            try
            {
                var response = await callback.InvokeAsync(request.Request, context.CancellationToken).ConfigureAwait(false);
                return new CallbackInvokeResponse { Response = response.ToByteString() };
            }
            catch (Exception exception) when (exception is not RpcException)
            {
                throw new RpcException(new Status(StatusCode.Unknown, exception.Message));
            }
        }
    }
}
