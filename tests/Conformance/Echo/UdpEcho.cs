using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Conformance.Echo;

/// <summary>The UDP mode: every datagram is answered with one that names the pod.</summary>
internal static class UdpEcho
{
    public static Task RunAsync(EchoOptions options, CancellationToken stop) =>
        DatagramLoop.RunAsync(new IPEndPoint(options.Address, options.Port("UDP_PORT", 8080)), request => Encoding.UTF8.GetBytes(new JsonObject
        {
            ["request"] = Encoding.UTF8.GetString(request),
            ["namespace"] = options.Namespace,
            ["ingress"] = options.Ingress,
            ["service"] = options.Service,
            ["pod"] = options.Pod,
        }.ToJsonString()), stop);
}
