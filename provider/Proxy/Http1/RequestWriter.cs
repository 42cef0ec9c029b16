using System.Security.Cryptography;
using System.Text;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Routing.Filters;

namespace Sluice.Proxy.Http1;

/// <summary>Where in the written request the values lie that the access log wants.</summary>
internal struct WrittenRequest
{
    public Range ForwardedFor { get; set; }

    public Range RequestId { get; set; }
}

/// <summary>The parts of a request's target, as offsets into the head.</summary>
internal struct TargetParts
{
    /// <summary>Authority of an absolute-form target or value of Host; empty where there is neither.</summary>
    public Range Authority { get; set; }

    public Range Path { get; set; }

    /// <summary>Without the question mark; empty where there is none.</summary>
    public Range Query { get; set; }
}

/// <summary>Writes the head that goes to the backend: the client's bytes, minus what ends here, plus edits and forwarding fields.</summary>
internal static class RequestWriter
{
    private const int MaxRequestIdBytes = 128;

    public static WrittenRequest Write(
        ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead head, in TargetParts target, RouteDecision decision, ClientConnection client, int trustedHops)
    {
        var edits = decision.Target!.RequestEdits;
        var rewrite = decision.Target.Rewrite;
        output.Clear();
        output.Write(bytes.Slice(head.MethodStart, head.MethodLength));
        output.Write((byte)' ');
        if (rewrite?.Path is { } edit)
        {
            output.Write(PathEdits.Apply(edit, bytes[target.Path], decision.Matched!));
        }
        else
        {
            output.Write(bytes[target.Path]);
        }

        if (!bytes[target.Query].IsEmpty)
        {
            output.Write((byte)'?');
            output.Write(bytes[target.Query]);
        }

        output.Write(" HTTP/1.1\r\n"u8);
        if (edits.IsNone || !Appends(edits, "host"))
        {
            output.Write("Host: "u8);
            if (rewrite?.Hostname is { } hostname)
            {
                output.Write(hostname);
            }
            else
            {
                output.Write(bytes[target.Authority]);
            }

            output.Write("\r\n"u8);
        }

        var isUpgrade = IsUpgrade(bytes, head);
        var addresses = ForwardedAddresses(bytes, head);
        var trusted = ForwardedHops.ArePassed(addresses, trustedHops);
        CopyFields(output, bytes, head, edits, trusted, isUpgrade);
        output.Write(edits.AppendedBytes.Span);
        var written = new WrittenRequest();
        WriteForwarded(output, bytes, head, target, edits, client, trusted, ForwardedHops.Untrusted(addresses, trustedHops), ref written);
        if (isUpgrade)
        {
            output.Write("Connection: Upgrade\r\n"u8);
        }

        output.Write("\r\n"u8);
        return written;
    }

    /// <summary>True where the request asks for an upgrade that can be passed on. An upgrade to HTTP/2 is a matter of this connection.</summary>
    public static bool IsUpgrade(ReadOnlySpan<byte> bytes, MessageHead head)
    {
        if (!head.SaysUpgrade || head.Upgrade < 0 || head.MinorVersion == 0)
        {
            return false;
        }

        var field = head.Fields[head.Upgrade];
        return !Ascii.EqualsIgnoreCase(bytes.Slice(field.ValueStart, field.ValueLength), "h2c"u8);
    }

    // Kept fields that follow each other are copied in one piece, line ends included.
    private static void CopyFields(ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead head, CompiledHeaderEdits edits, bool trusted, bool isUpgrade)
    {
        var fields = head.Fields;
        var kinds = head.Kinds;
        var runStart = -1;
        for (var i = 0; i < fields.Length; i++)
        {
            if (kinds[i] == HeaderKind.Upgrade ? isUpgrade : Keeps(bytes, head, i, kinds[i], edits, trusted))
            {
                runStart = runStart < 0 ? fields[i].NameStart : runStart;
            }
            else if (runStart >= 0)
            {
                output.Write(bytes[runStart..fields[i].NameStart]);
                runStart = -1;
            }
        }

        if (runStart >= 0)
        {
            output.Write(bytes[runStart..(head.Length - 2)]);
        }
    }

    private static bool Keeps(ReadOnlySpan<byte> bytes, MessageHead head, int index, HeaderKind kind, CompiledHeaderEdits edits, bool trusted)
    {
        switch (kind)
        {
            case HeaderKind.Host or HeaderKind.Connection or HeaderKind.HopByHop or HeaderKind.ForwardedFor or HeaderKind.RequestId:
                return false;
            case HeaderKind.ContentLength or HeaderKind.TransferEncoding:
                return true;
            case HeaderKind.Expect:
                return head.MinorVersion == 1;
            case HeaderKind.ForwardedProto or HeaderKind.ForwardedHost when !trusted:
                return false;
            default:
                break;
        }

        var field = head.Fields[index];
        var name = bytes.Slice(field.NameStart, field.NameLength);
        return !(edits.Dropped.Length > 0 && edits.Drops(name))
            && !(head.NamesFields && kind == HeaderKind.Other && HeadParser.IsNamedByConnection(bytes, head, name) && !IsEndToEnd(name));
    }

    // A client must not be able to take away, by naming them in Connection, fields that backends decide by.
    private static bool IsEndToEnd(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "authorization"u8)
        || Ascii.EqualsIgnoreCase(name, "cookie"u8)
        || Ascii.EqualsIgnoreCase(name, "content-type"u8)
        || Ascii.EqualsIgnoreCase(name, "cache-control"u8)
        || Ascii.EqualsIgnoreCase(name, "traceparent"u8)
        || Ascii.EqualsIgnoreCase(name, "forwarded"u8);

    private static void WriteForwarded(
        ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead head, in TargetParts target, CompiledHeaderEdits edits, ClientConnection client, bool trusted, int untrustedAddresses, ref WrittenRequest written)
    {
        if (edits.IsNone || !edits.Drops("x-forwarded-for"u8))
        {
            output.Write("X-Forwarded-For: "u8);
            var start = output.Length;
            CopyForwardedFor(output, bytes, head, untrustedAddresses);
            output.Write(client.RemoteAddress);
            written.ForwardedFor = start..output.Length;
            output.Write("\r\n"u8);
        }

        if ((!trusted || !Has(head, HeaderKind.ForwardedProto)) && (edits.IsNone || !edits.Drops("x-forwarded-proto"u8)))
        {
            output.Write(client.Tls is null ? "X-Forwarded-Proto: http\r\n"u8 : "X-Forwarded-Proto: https\r\n"u8);
        }

        if ((!trusted || !Has(head, HeaderKind.ForwardedHost)) && (edits.IsNone || !edits.Drops("x-forwarded-host"u8)))
        {
            output.Write("X-Forwarded-Host: "u8);
            output.Write(bytes[target.Authority]);
            output.Write("\r\n"u8);
        }

        if (edits.IsNone || !edits.Drops("x-request-id"u8))
        {
            output.Write("X-Request-Id: "u8);
            var start = output.Length;
            WriteRequestId(output, bytes, head);
            written.RequestId = start..output.Length;
            output.Write("\r\n"u8);
        }
    }

    private static void WriteRequestId(ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead head)
    {
        if (head.RequestId >= 0 && head.Fields[head.RequestId] is { ValueLength: > 0 and <= MaxRequestIdBytes } field)
        {
            output.Write(bytes.Slice(field.ValueStart, field.ValueLength));
            return;
        }

        WriteNewRequestId(output.Reserve(32));
        output.Advance(32);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public static void WriteNewRequestId(Span<byte> destination)
    {
        Span<byte> random = stackalloc byte[16];
        RequestIds.Next(random);
        for (var i = 0; i < 16; i++)
        {
            destination[2 * i] = "0123456789abcdef"u8[random[i] >> 4];
            destination[(2 * i) + 1] = "0123456789abcdef"u8[random[i] & 15];
        }
    }

    private static int ForwardedAddresses(ReadOnlySpan<byte> bytes, MessageHead head)
    {
        var count = 0;
        for (var i = 0; i < head.Count; i++)
        {
            if (head.Kinds[i] == HeaderKind.ForwardedFor)
            {
                count += ForwardedHops.Count(bytes.Slice(head.Fields[i].ValueStart, head.Fields[i].ValueLength));
            }
        }

        return count;
    }

    private static void CopyForwardedFor(ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead head, int skip)
    {
        for (var i = 0; i < head.Count; i++)
        {
            if (head.Kinds[i] != HeaderKind.ForwardedFor || head.Fields[i].ValueLength == 0)
            {
                continue;
            }

            var value = bytes.Slice(head.Fields[i].ValueStart, head.Fields[i].ValueLength);
            var addresses = ForwardedHops.Count(value);
            if (addresses > skip)
            {
                output.Write(ForwardedHops.Skip(value, skip));
                output.Write(", "u8);
            }

            skip = Math.Max(0, skip - addresses);
        }
    }

    private static bool Has(MessageHead head, HeaderKind kind) => head.Kinds.Contains(kind);

    private static bool Appends(CompiledHeaderEdits edits, string name)
    {
        foreach (var header in edits.Appended)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Unpredictable enough not to collide; not a secret, so it need not cost a system call each.</summary>
    private static class RequestIds
    {
        private static readonly ulong Start = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        private static readonly ulong Mask = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        private static ulong _counter;

        public static void Next(Span<byte> destination)
        {
            var count = Interlocked.Increment(ref _counter);
            BitConverter.TryWriteBytes(destination, Mix(Start + (count * 0x9E3779B97F4A7C15)));
            BitConverter.TryWriteBytes(destination[8..], Mix(Mask ^ (count * 0xBF58476D1CE4E5B9)));
        }

        // The finaliser of SplitMix64.
        private static ulong Mix(ulong x)
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
