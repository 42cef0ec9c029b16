using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Pulumi;

/// <summary>Channels to the engine and its plugins: plain HTTP/2 on loopback, with room for large and deep values.</summary>
internal static class GrpcChannels
{
    public const int MaxMessageBytes = 400 * 1024 * 1024;

    /// <summary>The parser's own limit of 100 allows only 32 nested objects.</summary>
    public const int MaxNesting = 10_000;

    private static readonly ConcurrentDictionary<string, GrpcChannel> Channels = new();

    public static CallInvoker Invoker(string address) => new DeepInvoker(Channels.GetOrAdd(address, Open).CreateCallInvoker());

    private static GrpcChannel Open(string address) => GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
    {
        MaxReceiveMessageSize = MaxMessageBytes,
        MaxSendMessageSize = MaxMessageBytes,
        MaxRetryBufferSize = null,
        MaxRetryBufferPerCallSize = null,
        Credentials = ChannelCredentials.Insecure,
    });

    private sealed class DeepInvoker(CallInvoker inner) : CallInvoker
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request)
            => inner.BlockingUnaryCall(DeepMarshaller.Deepen(method), host, options, request);

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request)
            => inner.AsyncUnaryCall(DeepMarshaller.Deepen(method), host, options, request);

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request)
            => inner.AsyncServerStreamingCall(DeepMarshaller.Deepen(method), host, options, request);

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options)
            => inner.AsyncClientStreamingCall(DeepMarshaller.Deepen(method), host, options);

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options)
            => inner.AsyncDuplexStreamingCall(DeepMarshaller.Deepen(method), host, options);
    }
}

/// <summary>Marshallers that accept deeply nested messages.</summary>
internal static class DeepMarshaller
{
    public static Method<TRequest, TResponse> Deepen<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
        => new(method.Type, method.ServiceName, method.Name, method.RequestMarshaller, Deepen(method.ResponseMarshaller));

    public static Marshaller<T> Deepen<T>(Marshaller<T> marshaller)
        where T : class
        => new(marshaller.ContextualSerializer, context => Parse<T>(context.PayloadAsNewBuffer()));

    public static T Parse<T>(byte[] bytes)
        where T : class
    {
        var message = (IMessage)Activator.CreateInstance<T>();
        using var stream = new MemoryStream(bytes, writable: false);
        using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, GrpcChannels.MaxNesting);
        message.MergeFrom(input);
        return (T)message;
    }
}
