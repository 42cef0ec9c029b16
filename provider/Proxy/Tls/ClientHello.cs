using System.Buffers.Binary;
using System.Text;

namespace Sluice.Proxy.Tls;

internal enum ClientHelloStatus
{
    Incomplete,
    Complete,
    Invalid,
}

/// <summary>
/// What routing needs from a TLS ClientHello, read without taking part in the handshake (RFC 8446 section 4.1.2, RFC 6066 section 3).
/// The hello may be split over several TLS records; each record is <c>16 03 xx LEN LEN</c> and its fragment.
/// </summary>
internal readonly record struct ClientHello(string ServerName, bool OffersHttp2)
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const ushort ServerNameExtension = 0;
    private const ushort AlpnExtension = 16;

    /// <summary>Looks at the bytes received so far. Never reads past them, never consumes them.</summary>
    public static ClientHelloStatus TryParse(ReadOnlySpan<byte> received, out ClientHello hello)
    {
        hello = default;
        Span<byte> message = stackalloc byte[0];
        byte[]? joined = null;
        var filled = 0;
        var needed = -1;
        while (true)
        {
            if (received.Length < RecordHeader)
            {
                // Wrong first bytes are told apart early, so that a plain-text client is not kept waiting.
                return received.Length > 0 && received[0] != HandshakeRecord ? ClientHelloStatus.Invalid : ClientHelloStatus.Incomplete;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(received[3..]);
            if (received[0] != HandshakeRecord || received[1] != 3 || length is 0 or > 16384)
            {
                return ClientHelloStatus.Invalid;
            }

            var fragment = received[RecordHeader..];
            if (joined is null && fragment.Length >= MessageHeader)
            {
                if (fragment[0] != ClientHelloMessage)
                {
                    return ClientHelloStatus.Invalid;
                }

                needed = MessageHeader + ((fragment[1] << 16) | (fragment[2] << 8) | fragment[3]);
                if (needed > ProxyDefaults.ClientHelloBytes)
                {
                    return ClientHelloStatus.Invalid;
                }

                if (length >= needed)
                {
                    return fragment.Length < needed ? ClientHelloStatus.Incomplete : Read(fragment[MessageHeader..needed], out hello);
                }
            }

            if (fragment.Length < length)
            {
                return ClientHelloStatus.Incomplete;
            }

            // A split hello is rare enough to pay for a copy.
            joined ??= new byte[ProxyDefaults.ClientHelloBytes];
            if (filled + length > joined.Length)
            {
                return ClientHelloStatus.Invalid;
            }

            fragment[..length].CopyTo(joined.AsSpan(filled));
            filled += length;
            received = fragment[length..];
            message = joined.AsSpan(0, filled);
            if (filled >= MessageHeader)
            {
                needed = MessageHeader + ((message[1] << 16) | (message[2] << 8) | message[3]);
                if (message[0] != ClientHelloMessage || needed > joined.Length)
                {
                    return ClientHelloStatus.Invalid;
                }

                if (filled >= needed)
                {
                    return Read(message[MessageHeader..needed], out hello);
                }
            }
        }
    }

    private static ClientHelloStatus Read(ReadOnlySpan<byte> body, out ClientHello hello)
    {
        hello = new ClientHello("", false);

        // legacy_version 2, random 32, session id <1>, cipher suites <2>, compression methods <1>, extensions <2>
        if (!Skip(ref body, 34) || !TakeVector8(ref body, out _) || !TakeVector16(ref body, out _) || !TakeVector8(ref body, out _))
        {
            return ClientHelloStatus.Invalid;
        }

        if (body.IsEmpty)
        {
            return ClientHelloStatus.Complete;
        }

        if (!TakeVector16(ref body, out var extensions))
        {
            return ClientHelloStatus.Invalid;
        }

        var serverName = "";
        var http2 = false;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 2)
            {
                return ClientHelloStatus.Invalid;
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TakeVector16(ref extensions, out var data))
            {
                return ClientHelloStatus.Invalid;
            }

            if (type == ServerNameExtension && !ReadServerName(data, ref serverName))
            {
                return ClientHelloStatus.Invalid;
            }

            if (type == AlpnExtension && !ReadAlpn(data, ref http2))
            {
                return ClientHelloStatus.Invalid;
            }
        }

        hello = new ClientHello(serverName, http2);
        return ClientHelloStatus.Complete;
    }

    private static bool ReadServerName(ReadOnlySpan<byte> data, ref string serverName)
    {
        if (!TakeVector16(ref data, out var names))
        {
            return false;
        }

        while (!names.IsEmpty)
        {
            var type = names[0];
            names = names[1..];
            if (!TakeVector16(ref names, out var name))
            {
                return false;
            }

            if (type == 0)
            {
                if (name.Length is 0 or > 255 || name.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
                {
                    return false;
                }

                serverName = Encoding.ASCII.GetString(name).TrimEnd('.').ToLowerInvariant();
                return true;
            }
        }

        return true;
    }

    private static bool ReadAlpn(ReadOnlySpan<byte> data, ref bool http2)
    {
        if (!TakeVector16(ref data, out var protocols))
        {
            return false;
        }

        while (!protocols.IsEmpty)
        {
            if (!TakeVector8(ref protocols, out var protocol))
            {
                return false;
            }

            http2 |= protocol.SequenceEqual("h2"u8);
        }

        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> span, int count)
    {
        if (span.Length < count)
        {
            return false;
        }

        span = span[count..];
        return true;
    }

    private static bool TakeVector8(ref ReadOnlySpan<byte> span, out ReadOnlySpan<byte> vector)
    {
        vector = default;
        if (span.IsEmpty || span.Length - 1 < span[0])
        {
            return false;
        }

        vector = span.Slice(1, span[0]);
        span = span[(1 + vector.Length)..];
        return true;
    }

    private static bool TakeVector16(ref ReadOnlySpan<byte> span, out ReadOnlySpan<byte> vector)
    {
        vector = default;
        if (span.Length < 2)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(span);
        if (span.Length - 2 < length)
        {
            return false;
        }

        vector = span.Slice(2, length);
        span = span[(2 + length)..];
        return true;
    }
}
