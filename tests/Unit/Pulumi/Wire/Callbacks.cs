using Google.Protobuf;
using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>Calls functions of a program as the engine does.</summary>
internal static class Callbacks
{
    public static async Task<TransformResponse> TransformAsync(Callback callback, TransformRequest request)
    {
        using var channel = GrpcChannel.ForAddress($"http://{callback.Target.Replace("http://", "", StringComparison.Ordinal)}");
        var client = new Pulumirpc.Callbacks.CallbacksClient(channel);
        var response = await client.InvokeAsync(new CallbackInvokeRequest { Token = callback.Token, Request = request.ToByteString() });
        return TransformResponse.Parser.ParseFrom(response.Response);
    }
}
