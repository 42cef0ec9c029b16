using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>
/// Accepts a WebSocket whose subprotocol has a slash in its name, as kubectl's has. RFC 6455 does not allow that, and .NET holds to it,
/// so the handshake (section 4.2.2) is made here.
/// </summary>
internal static class TunnelUpgrade
{
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    public static async Task<Stream> AcceptAsync(HttpContext http, string protocol)
    {
        var headers = http.Response.Headers;
        headers.Upgrade = "websocket";
        headers.SecWebSocketProtocol = protocol;
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here, where nothing is kept secret by it.
        headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(http.Request.Headers.SecWebSocketKey + KeySuffix)));
#pragma warning restore CA5350
        var connection = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(connection, new WebSocketCreationOptions { IsServer = true });
        return WebSocketStream.Create(socket, WebSocketMessageType.Binary, CloseLimit);
    }
}
