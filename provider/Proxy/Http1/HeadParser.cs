using System.Buffers;
using System.Text;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Http1;

internal enum HeadStatus
{
    Complete,
    Incomplete,
    Malformed,
    TooLarge,
    TargetTooLong,
    UnknownTransferCoding,
    UnknownVersion,
}

/// <summary>
/// Strict parser of HTTP/1.x heads (RFC 9112). What two parsers could read in two ways is refused instead of repaired: a bare LF or CR,
/// NUL, a folded line, white space before a colon, several or odd Content-Length values, Content-Length beside Transfer-Encoding,
/// any transfer coding but a final single <c>chunked</c>. That closes the door to request smuggling.
/// </summary>
internal static class HeadParser
{
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Field values: HTAB, SP, VCHAR and obs-text; no other control byte.
    private static readonly SearchValues<byte> ForbiddenValueBytes = SearchValues.Create(ControlBytes(except: '\t'));

    private static readonly SearchValues<byte> ForbiddenTargetBytes = SearchValues.Create([.. ControlBytes(except: null), (byte)' ', (byte)'#']);

    /// <param name="data">Bytes from the start of the head.</param>
    /// <param name="scanned">How many of them earlier calls have searched for the end of the head in vain; 0 at first.</param>
    /// <param name="head">Filled in where the result is <see cref="HeadStatus.Complete"/>.</param>
    /// <param name="limits">Size limits.</param>
    public static HeadStatus ParseRequest(ReadOnlySpan<byte> data, ref int scanned, MessageHead head, ProxyLimits limits)
    {
        head.Reset();
        var status = FindEnd(data, ref scanned, limits.HeadBytes, head);
        if (status != HeadStatus.Complete)
        {
            return status;
        }

        // METHOD SP request-target SP HTTP/1.x CRLF
        var lineEnd = data.IndexOf((byte)'\n');
        var line = data[..(lineEnd - 1)];
        if (data[lineEnd - 1] != '\r')
        {
            return HeadStatus.Malformed;
        }

        var methodEnd = line.IndexOf((byte)' ');
        var versionStart = line.LastIndexOf((byte)' ');
        if (methodEnd <= 0 || versionStart <= methodEnd + 1 || methodEnd > 32)
        {
            return HeadStatus.Malformed;
        }

        var method = line[..methodEnd];
        var target = line[(methodEnd + 1)..versionStart];
        var version = line[(versionStart + 1)..];
        if (method.ContainsAnyExcept(TokenBytes) || target.ContainsAny(ForbiddenTargetBytes))
        {
            return HeadStatus.Malformed;
        }

        if (target.Length > limits.TargetBytes)
        {
            return HeadStatus.TargetTooLong;
        }

        if (!TryReadVersion(version, head))
        {
            return version.StartsWith("HTTP/"u8) && version.Length == 8 ? HeadStatus.UnknownVersion : HeadStatus.Malformed;
        }

        head.MethodStart = 0;
        head.MethodLength = methodEnd;
        head.TargetStart = methodEnd + 1;
        head.TargetLength = target.Length;
        status = ParseFields(data, lineEnd + 1, head, limits);
        if (status != HeadStatus.Complete)
        {
            return status;
        }

        // A chunked HTTP/1.0 request, or both framings at once, is read differently by different servers.
        return head.Chunked && (head.ContentLength >= 0 || head.MinorVersion == 0) ? HeadStatus.Malformed : HeadStatus.Complete;
    }

    /// <inheritdoc cref="ParseRequest"/>
    public static HeadStatus ParseResponse(ReadOnlySpan<byte> data, ref int scanned, MessageHead head, ProxyLimits limits)
    {
        head.Reset();
        var status = FindEnd(data, ref scanned, limits.HeadBytes, head);
        if (status != HeadStatus.Complete)
        {
            return status;
        }

        // HTTP/1.x SP 3DIGIT [SP reason] CRLF
        var lineEnd = data.IndexOf((byte)'\n');
        if (lineEnd < 13 || data[lineEnd - 1] != '\r' || data[8] != ' ' || !TryReadVersion(data[..8], head))
        {
            return HeadStatus.Malformed;
        }

        var code = 0;
        for (var i = 9; i < 12; i++)
        {
            var digit = data[i] - '0';
            if ((uint)digit > 9)
            {
                return HeadStatus.Malformed;
            }

            code = (code * 10) + digit;
        }

        if (code < 100 || (data[12] != ' ' && data[12] != '\r') || data[12..(lineEnd - 1)].ContainsAny(ForbiddenValueBytes))
        {
            return HeadStatus.Malformed;
        }

        head.Status = code;
        status = ParseFields(data, lineEnd + 1, head, limits);

        // A backend that sends both is wrong, but its clients have always coped: Transfer-Encoding counts (RFC 9112 section 6.3).
        return status;
    }

    private static HeadStatus FindEnd(ReadOnlySpan<byte> data, ref int scanned, int limit, MessageHead head)
    {
        var from = Math.Max(0, scanned - 3);
        var end = data[from..].IndexOf("\r\n\r\n"u8);
        if (end >= 0)
        {
            head.Length = from + end + 4;
            return head.Length > limit ? HeadStatus.TooLarge : HeadStatus.Complete;
        }

        // Without this a client that ends its lines by LF alone would wait for the timeout instead of getting its 400.
        if (data[from..].IndexOf("\n\n"u8) >= 0)
        {
            return HeadStatus.Malformed;
        }

        scanned = data.Length;
        return data.Length >= limit ? HeadStatus.TooLarge : HeadStatus.Incomplete;
    }

    private static bool TryReadVersion(ReadOnlySpan<byte> version, MessageHead head)
    {
        if (version.Length != 8 || !version[..7].SequenceEqual("HTTP/1."u8) || version[7] is not ((byte)'0' or (byte)'1'))
        {
            return false;
        }

        head.MinorVersion = version[7] - '0';
        return true;
    }

    private static HeadStatus ParseFields(ReadOnlySpan<byte> data, int position, MessageHead head, ProxyLimits limits)
    {
        // The empty line that ends the head starts two bytes before its end.
        var end = head.Length - 2;
        while (position < end)
        {
            var line = data[position..end];
            var lineEnd = line.IndexOf((byte)'\n');
            if (lineEnd < 1 || line[lineEnd - 1] != '\r')
            {
                return HeadStatus.Malformed;
            }

            line = line[..(lineEnd - 1)];
            var colon = line.IndexOf((byte)':');

            // A line that starts with white space is a folded one; its "name" fails the token check like any other odd name.
            if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes))
            {
                return HeadStatus.Malformed;
            }

            var valueStart = colon + 1;
            var valueEnd = line.Length;
            while (valueStart < valueEnd && line[valueStart] is (byte)' ' or (byte)'\t')
            {
                valueStart++;
            }

            while (valueEnd > valueStart && line[valueEnd - 1] is (byte)' ' or (byte)'\t')
            {
                valueEnd--;
            }

            var value = line[valueStart..valueEnd];
            if (value.ContainsAny(ForbiddenValueBytes))
            {
                return HeadStatus.Malformed;
            }

            if (head.Count >= limits.HeaderCount)
            {
                return HeadStatus.TooLarge;
            }

            var kind = Classify(line[..colon]);
            var index = head.Count;
            head.Add(new HeaderField(position, colon, position + valueStart, value.Length), kind);
            if (kind != HeaderKind.Other && Note(kind, index, line[..colon], value, head) is var status and not HeadStatus.Complete)
            {
                return status;
            }

            position += lineEnd + 1;
        }

        return HeadStatus.Complete;
    }

    private static HeadStatus Note(HeaderKind kind, int index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, MessageHead head)
    {
        switch (kind)
        {
            case HeaderKind.Host:
                if (head.Host >= 0)
                {
                    return HeadStatus.Malformed;
                }

                head.Host = index;
                break;
            case HeaderKind.ContentLength:
                if (head.ContentLength >= 0 || !TryReadLength(value, out var length))
                {
                    return HeadStatus.Malformed;
                }

                head.ContentLength = length;
                break;
            case HeaderKind.TransferEncoding:
                if (head.Chunked)
                {
                    return HeadStatus.Malformed;
                }

                if (!Ascii.EqualsIgnoreCase(value, "chunked"u8))
                {
                    return HeadStatus.UnknownTransferCoding;
                }

                head.Chunked = true;
                break;
            case HeaderKind.Connection:
                head.HasHopByHop = true;
                ReadConnection(value, head);
                break;
            case HeaderKind.HopByHop:
                head.HasHopByHop = true;
                break;
            case HeaderKind.Upgrade:
                head.HasHopByHop = true;
                head.Upgrade = index;
                break;
            case HeaderKind.Expect:
                head.ExpectsContinue |= Ascii.EqualsIgnoreCase(value, "100-continue"u8);
                break;
            case HeaderKind.UserAgent:
                head.UserAgent = index;
                break;
            case HeaderKind.RequestId:
                head.RequestId = index;
                break;
            default:
                break;
        }

        return HeadStatus.Complete;
    }

    private static void ReadConnection(ReadOnlySpan<byte> value, MessageHead head)
    {
        while (!value.IsEmpty)
        {
            var token = NextToken(ref value);
            if (token.IsEmpty)
            {
                continue;
            }

            if (Ascii.EqualsIgnoreCase(token, "close"u8))
            {
                head.SaysClose = true;
            }
            else if (Ascii.EqualsIgnoreCase(token, "keep-alive"u8))
            {
                head.SaysKeepAlive = true;
            }
            else if (Ascii.EqualsIgnoreCase(token, "upgrade"u8))
            {
                head.SaysUpgrade = true;
            }
            else
            {
                head.NamesFields = true;
            }
        }
    }

    /// <summary>True where a Connection field names this field.</summary>
    public static bool IsNamedByConnection(ReadOnlySpan<byte> data, MessageHead head, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < head.Count; i++)
        {
            if (head.Kinds[i] != HeaderKind.Connection)
            {
                continue;
            }

            var field = head.Fields[i];
            var value = data.Slice(field.ValueStart, field.ValueLength);
            while (!value.IsEmpty)
            {
                if (Ascii.EqualsIgnoreCase(NextToken(ref value), name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> NextToken(ref ReadOnlySpan<byte> value)
    {
        var comma = value.IndexOf((byte)',');
        var token = (comma < 0 ? value : value[..comma]).Trim(" \t"u8);
        value = comma < 0 ? default : value[(comma + 1)..];
        return token;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        if (value.Length is 0 or > 18)
        {
            return false;
        }

        foreach (var b in value)
        {
            var digit = b - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            length = (length * 10) + digit;
        }

        return true;
    }

    private static HeaderKind Classify(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(name, "te"u8) => HeaderKind.HopByHop,
        4 when Ascii.EqualsIgnoreCase(name, "host"u8) => HeaderKind.Host,
        6 when Ascii.EqualsIgnoreCase(name, "expect"u8) => HeaderKind.Expect,
        6 when Ascii.EqualsIgnoreCase(name, "origin"u8) => HeaderKind.Origin,
        7 when Ascii.EqualsIgnoreCase(name, "upgrade"u8) => HeaderKind.Upgrade,
        10 when Ascii.EqualsIgnoreCase(name, "connection"u8) => HeaderKind.Connection,
        10 when Ascii.EqualsIgnoreCase(name, "keep-alive"u8) => HeaderKind.HopByHop,
        10 when Ascii.EqualsIgnoreCase(name, "user-agent"u8) => HeaderKind.UserAgent,
        12 when Ascii.EqualsIgnoreCase(name, "x-request-id"u8) => HeaderKind.RequestId,
        14 when Ascii.EqualsIgnoreCase(name, "content-length"u8) => HeaderKind.ContentLength,
        14 when Ascii.EqualsIgnoreCase(name, "http2-settings"u8) => HeaderKind.HopByHop,
        15 when Ascii.EqualsIgnoreCase(name, "x-forwarded-for"u8) => HeaderKind.ForwardedFor,
        16 when Ascii.EqualsIgnoreCase(name, "proxy-connection"u8) => HeaderKind.HopByHop,
        16 when Ascii.EqualsIgnoreCase(name, "x-forwarded-host"u8) => HeaderKind.ForwardedHost,
        17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) => HeaderKind.TransferEncoding,
        17 when Ascii.EqualsIgnoreCase(name, "x-forwarded-proto"u8) => HeaderKind.ForwardedProto,
        _ => HeaderKind.Other,
    };

    private static byte[] ControlBytes(char? except) =>
        [.. Enumerable.Range(0, 32).Append(127).Where(b => b != except).Select(b => (byte)b)];
}
