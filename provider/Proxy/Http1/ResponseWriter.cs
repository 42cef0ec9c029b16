using System.Globalization;
using System.Text;
using Sluice.Proxy.Forwarding;
using Sluice.Routing.Filters;

namespace Sluice.Proxy.Http1;

/// <summary>Writes the heads that go to the client: a backend's with its edits, or one of our own.</summary>
internal static class ResponseWriter
{
    /// <summary>True where the backend's head may go to the client byte for byte.</summary>
    public static bool PassesUnchanged(MessageHead reply, RouteDecision decision, bool close, int clientMinorVersion) =>
        !reply.HasHopByHop
        && !(reply.Chunked && reply.ContentLength >= 0)
        && !close
        && reply.MinorVersion == 1
        && clientMinorVersion == 1
        && !decision.HasCors
        && decision.Target!.ResponseEdits.IsNone;

    /// <param name="output">Cleared first.</param>
    /// <param name="bytes">The backend's head.</param>
    /// <param name="reply">Its fields.</param>
    /// <param name="decision">Edits and CORS headers.</param>
    /// <param name="close">The connection ends after this answer.</param>
    /// <param name="clientMinorVersion">HTTP/1.0 clients are told that the connection stays open.</param>
    /// <param name="dechunk">The body goes out without its chunked coding.</param>
    public static void Write(ByteWriter output, ReadOnlySpan<byte> bytes, MessageHead reply, RouteDecision decision, bool close, int clientMinorVersion, bool dechunk)
    {
        output.Clear();
        output.Write("HTTP/1.1"u8);
        output.Write(bytes[8..(bytes.IndexOf((byte)'\n') + 1)]);
        var edits = decision.Target!.ResponseEdits;
        for (var i = 0; i < reply.Count; i++)
        {
            var field = reply.Fields[i];
            var name = bytes.Slice(field.NameStart, field.NameLength);
            if (Keeps(bytes, reply, reply.Kinds[i], name, edits, decision, dechunk))
            {
                output.Write(name);
                output.Write(": "u8);
                output.Write(bytes.Slice(field.ValueStart, field.ValueLength));
                output.Write("\r\n"u8);
            }
        }

        WriteExtras(output, edits, decision);
        if (reply.Status == 101 && reply.Upgrade >= 0)
        {
            output.Write("Connection: Upgrade\r\n"u8);
        }
        else
        {
            WriteConnection(output, close, clientMinorVersion);
        }

        output.Write("\r\n"u8);
    }

    /// <summary>A complete answer of the proxy itself.</summary>
    public static int WriteLocal(ByteWriter output, RouteDecision decision, bool close, bool isHead, int clientMinorVersion)
    {
        output.Clear();
        var line = Protocol.StatusLine(decision.Status);
        if (line.IsEmpty)
        {
            output.Write("HTTP/1.1 "u8);
            output.Write(decision.Status);
            output.Write(" \r\n"u8);
        }
        else
        {
            output.Write(line);
        }

        output.Write("Server: sluice\r\nDate: "u8);
        output.Write(DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture));
        output.Write("\r\n"u8);
        if (decision.Location is { } location)
        {
            output.Write("Location: "u8);
            output.Write(location);
            output.Write("\r\n"u8);
        }

        WriteExtras(output, decision.Target?.ResponseEdits ?? decision.Rule?.ResponseEdits ?? CompiledHeaderEdits.None, decision);
        WriteConnection(output, close, clientMinorVersion);
        var body = LocalAnswers.Body(decision.Status);
        if (decision.Status != 204)
        {
            if (!body.IsEmpty)
            {
                output.Write("Content-Type: text/plain; charset=utf-8\r\n"u8);
            }

            output.Write("Content-Length: "u8);
            output.Write(body.Length);
            output.Write("\r\n"u8);
        }

        output.Write("\r\n"u8);
        if (isHead || decision.Status == 204)
        {
            return 0;
        }

        output.Write(body);
        return body.Length;
    }

    private static bool Keeps(
        ReadOnlySpan<byte> bytes, MessageHead reply, HeaderKind kind, ReadOnlySpan<byte> name, CompiledHeaderEdits edits, RouteDecision decision, bool dechunk)
    {
        switch (kind)
        {
            case HeaderKind.Connection or HeaderKind.HopByHop:
                return false;
            case HeaderKind.TransferEncoding:
                return !dechunk;
            case HeaderKind.ContentLength:
                return !reply.Chunked;
            case HeaderKind.Upgrade:
                return reply.Status is 101 or 426;
            default:
                return !edits.Drops(name)
                    && !(decision.HasCors && name.Length > 15 && Ascii.EqualsIgnoreCase(name[..15], "access-control-"u8))
                    && !(reply.NamesFields && HeadParser.IsNamedByConnection(bytes, reply, name));
        }
    }

    private static void WriteExtras(ByteWriter output, CompiledHeaderEdits edits, RouteDecision decision)
    {
        output.Write(edits.AppendedBytes.Span);
        foreach (var header in decision.Cors)
        {
            output.Write(header.Name);
            output.Write(": "u8);
            output.Write(header.Value);
            output.Write("\r\n"u8);
        }
    }

    private static void WriteConnection(ByteWriter output, bool close, int clientMinorVersion)
    {
        if (close)
        {
            output.Write("Connection: close\r\n"u8);
        }
        else if (clientMinorVersion == 0)
        {
            output.Write("Connection: keep-alive\r\n"u8);
        }
    }
}
