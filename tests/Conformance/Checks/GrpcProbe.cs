using Grpc.Core;
using Grpc.Net.Client;
using Sluice.Conformance.Echo.Messages;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Calls of the gRPC echo service over clear-text HTTP/2.</summary>
internal sealed class GrpcProbe(string address)
{
    private const string Service = "gateway_api_conformance.echo_basic.grpcecho.GrpcEcho";
    private const int RequiredSuccesses = 3;
    private static readonly TimeSpan Consistency = TimeSpan.FromSeconds(30);

    /// <summary>Three calls in a row are answered by the backend, or with Unimplemented where it is null.</summary>
    public async Task ExpectAsync(string method, string? backend, string? authority = null, params (string Name, string Value)[] metadata)
    {
        var successes = 0;
        using var limit = new CancellationTokenSource(Consistency);
        while (successes < RequiredSuccesses)
        {
            var complaint = await TryAsync(method, backend, authority, metadata);
            successes = complaint is null ? successes + 1 : 0;
            if (complaint is not null)
            {
                Assert.False(limit.IsCancellationRequested, $"{method} at {address} ({authority}): {complaint}");
                await Eventually.PauseAsync(Eventually.PollInterval * 3);
            }
        }
    }

    /// <summary>One call on a connection of its own; gives the answering pod.</summary>
    public async Task<string> PodAsync(string method)
    {
        var response = await CallAsync(method, null, []);
        return response.Assertions.Context.Pod;
    }

    private async Task<string?> TryAsync(string method, string? backend, string? authority, (string Name, string Value)[] metadata)
    {
        try
        {
            var assertions = (await CallAsync(method, authority, metadata)).Assertions;
            return backend is null ? $"answered by {assertions.Context.Pod}, expected Unimplemented"
                : !assertions.Context.Pod.StartsWith(backend, StringComparison.Ordinal) ? $"answered by {assertions.Context.Pod}, expected {backend}"
                : assertions.Context.Namespace != BaseManifests.Infra ? $"answered from {assertions.Context.Namespace}"
                : assertions.FullyQualifiedMethod != $"/{Service}/{method}" ? $"the backend saw {assertions.FullyQualifiedMethod}"
                : null;
        }
        catch (RpcException exception)
        {
            return backend is null && exception.StatusCode == StatusCode.Unimplemented ? null : exception.Status.ToString();
        }
    }

    private async Task<EchoResponse> CallAsync(string method, string? authority, (string Name, string Value)[] metadata)
    {
        using var handler = new AuthorityHandler(authority) { InnerHandler = new SocketsHttpHandler { UseProxy = false } };
        using var channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions { HttpHandler = handler });
        var headers = new Metadata();
        foreach (var (name, value) in metadata)
        {
            headers.Add(name, value);
        }

        var marshaller = (Marshaller<EchoRequest>)new(message => Google.Protobuf.MessageExtensions.ToByteArray(message), EchoRequest.Parser.ParseFrom);
        var answers = new Marshaller<EchoResponse>(message => Google.Protobuf.MessageExtensions.ToByteArray(message), EchoResponse.Parser.ParseFrom);
        var definition = new Method<EchoRequest, EchoResponse>(MethodType.Unary, Service, method, marshaller, answers);
        var options = new CallOptions(headers, DateTime.UtcNow.AddSeconds(10));
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(definition, null, options, new EchoRequest());
        return await call;
    }

    /// <summary>Sets :authority, which a channel otherwise takes from its address.</summary>
    private sealed class AuthorityHandler(string? authority) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The official client's default names the port, also where it is the scheme's own.
            request.Headers.Host = authority ?? $"{request.RequestUri!.Host}:{request.RequestUri.Port}";
            return base.SendAsync(request, cancellationToken);
        }
    }
}
