using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Sluice.Proxy.Connections;

/// <summary>
/// Reads the PROXY protocol header, version 1 (<c>PROXY TCP4 192.0.2.1 192.0.2.2 4711 80\r\n</c>) or 2 (binary), that a load balancer
/// puts in front of a connection.
/// </summary>
internal static class ProxyProtocol
{
    private const int MaxVersion1Bytes = 107;
    private const int Version2HeaderBytes = 16;
    private const int MaxVersion2Bytes = 2048;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>False: there is no valid header, and the connection is not to be served.</summary>
    public static async ValueTask<bool> ReadAsync(ClientConnection client, PeekBuffer peeked)
    {
        while (true)
        {
            switch (TryParse(peeked.Received.Span, out var length, out var source))
            {
                case true:
                    peeked.Skip(length);
                    client.Remote = source ?? client.Remote;
                    return true;
                case false:
                    return false;
                default:
                    if (!await peeked.ReadAsync().ConfigureAwait(false))
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    /// <summary>Null: more bytes are needed. The source is null where the header does not name one (LOCAL, UNKNOWN).</summary>
    internal static bool? TryParse(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        length = 0;
        source = null;
        if (bytes.IsEmpty)
        {
            return null;
        }

        return bytes[0] == Signature[0] ? TryParseVersion2(bytes, out length, out source) : TryParseVersion1(bytes, out length, out source);
    }

    private static bool? TryParseVersion1(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        source = null;
        length = bytes.IndexOf("\r\n"u8) + 2;
        if (length < 2)
        {
            var prefix = Math.Min(bytes.Length, 6);
            return bytes.Length > MaxVersion1Bytes || !bytes[..prefix].SequenceEqual("PROXY "u8[..prefix]) ? false : null;
        }

        if (length > MaxVersion1Bytes)
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(bytes[..(length - 2)]).Split(' ');
        if (parts is ["PROXY", "UNKNOWN", ..])
        {
            return true;
        }

        if (parts is not ["PROXY", "TCP4" or "TCP6", var address, _, var port, _]
            || !IPAddress.TryParse(address, out var ip)
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        source = new IPEndPoint(ip, number);
        return true;
    }

    private static bool? TryParseVersion2(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        source = null;
        length = 0;
        var known = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..known].SequenceEqual(Signature[..known]))
        {
            return false;
        }

        if (bytes.Length < Version2HeaderBytes)
        {
            return null;
        }

        length = Version2HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (bytes[12] >> 4 != 2 || length > MaxVersion2Bytes)
        {
            return false;
        }

        if (bytes.Length < length)
        {
            return null;
        }

        var body = bytes[Version2HeaderBytes..length];
        switch (bytes[12] & 0xF, bytes[13] >> 4)
        {
            case (1, 1) when body.Length >= 12:
                source = new IPEndPoint(new IPAddress(body[..4]), BinaryPrimitives.ReadUInt16BigEndian(body[8..]));
                return true;
            case (1, 2) when body.Length >= 36:
                source = new IPEndPoint(new IPAddress(body[..16]), BinaryPrimitives.ReadUInt16BigEndian(body[32..]));
                return true;
            default:
                return (bytes[12] & 0xF) <= 1;
        }
    }
}
