using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Pulumirpc;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>The server on which a program lets the engine call its functions: as an SDK's, real gRPC on loopback.</summary>
internal sealed class CallbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<ByteString, IMessage>> _functions = new(StringComparer.Ordinal);

    private CallbackServer()
    {
        _app = LoopbackGrpc.Build<Service, CallbackServer>(this);
    }

    public string Target { get; private set; } = "";

    public static async Task<CallbackServer> StartAsync()
    {
        var server = new CallbackServer();
        await server._app.StartAsync();
        server.Target = new Uri(server._app.Urls.First()).Authority;
        return server;
    }

    public Callback Transform(Func<TransformRequest, TransformResponse> function) => Add(bytes => function(Parse(bytes, new TransformRequest())));

    public Callback InvokeTransform(Func<TransformInvokeRequest, TransformInvokeResponse> function) => Add(bytes => function(Parse(bytes, new TransformInvokeRequest())));

    public Callback Hook(Action<ResourceHookRequest> function) => Add(bytes =>
    {
        function(Parse(bytes, new ResourceHookRequest()));
        return new ResourceHookResponse();
    });

    public Callback FailingHook(string error) => Add(_ => new ResourceHookResponse { Error = error });

    public Callback ErrorHook(Func<ErrorHookRequest, ErrorHookResponse> function) => Add(bytes => function(Parse(bytes, new ErrorHookRequest())));

    /// <summary>A transform that changes the properties and leaves the options alone.</summary>
    public Callback Properties(Func<PropertyMap, PropertyMap> change) => Transform(request => new TransformResponse
    {
        Properties = WireValues.Write(change(WireValues.Read(request.Properties, keepOutputs: true)), WireOptions.Everything),
    });

    /// <summary>A transform that changes the options and leaves the properties alone.</summary>
    public Callback Options(Action<TransformResourceOptions> change) => Transform(request =>
    {
        change(request.Options);
        return new TransformResponse { Options = request.Options };
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Callback Add(Func<ByteString, IMessage> function)
    {
        var token = Guid.NewGuid().ToString();
        _functions[token] = function;
        return new Callback { Target = Target, Token = token };
    }

    private static T Parse<T>(ByteString bytes, T message)
        where T : IMessage
    {
        // The SDKs lift protobuf's limit of 100 nested messages too.
        using var stream = new MemoryStream(bytes.ToByteArray(), writable: false);
        message.MergeFrom(CodedInputStream.CreateWithLimits(stream, int.MaxValue, 10_000));
        return message;
    }

    private sealed class Service(CallbackServer server) : Callbacks.CallbacksBase
    {
        public override Task<CallbackInvokeResponse> Invoke(CallbackInvokeRequest request, ServerCallContext context) =>
            server._functions.TryGetValue(request.Token, out var function)
                ? Task.FromResult(new CallbackInvokeResponse { Response = function(request.Request).ToByteString() })
                : throw new RpcException(new Status(StatusCode.InvalidArgument, "callback not found: " + request.Token));
    }
}
