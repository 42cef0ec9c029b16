using System.Buffers.Binary;
using System.Net;
using System.Text;
using CsCheck;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Http1;
using Sluice.Proxy.Tls;

namespace Sluice.Proxy.Tests;

public sealed class ParserTests
{
    private static readonly ProxyLimits Limits = new();

    private static readonly string[] Words =
        ["GET", " ", "/", "HTTP/1.1", "\r\n", "\r", "\n", "\0", ":", "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked", "\r\n\r\n", "x", "5\r\n", "0\r\n\r\n", ";", "\t"];

    /// <summary>Bytes that look enough like HTTP to get past the first check, and are mostly wrong.</summary>
    private static readonly Gen<string> Noise = Gen.OneOf(
        Gen.Int[0, Words.Length - 1].Select(i => Words[i]),
        Gen.Char['\0', '\u00ff'].Select(c => c.ToString())).Array[0, 24].Select(string.Concat);

    [Fact]
    public void RequestHead_InAnyPieces_IsReadOrRefusedAlike()
    {
        Noise.Select(Gen.Int[1, 7], (text, step) => (text, step)).Sample((text, step) =>
        {
            var bytes = Encoding.Latin1.GetBytes("POST /a HTTP/1.1\r\nHost: b\r\n" + text + "\r\n\r\n");
            var whole = Parse(bytes, bytes.Length, out var head);
            var pieces = HeadStatus.Incomplete;
            var scanned = 0;
            var incremental = new MessageHead();
            for (var length = step; pieces == HeadStatus.Incomplete && length < bytes.Length + step; length += step)
            {
                pieces = HeadParser.ParseRequest(bytes.AsSpan(0, Math.Min(length, bytes.Length)), ref scanned, incremental, Limits);
            }

            // Which rule is broken first may differ: bytes that are still missing cannot be looked at.
            Assert.Equal(whole == HeadStatus.Complete, pieces == HeadStatus.Complete);
            if (whole == HeadStatus.Complete)
            {
                Assert.Equal(head.Length, incremental.Length);
                Assert.True(head.Fields.SequenceEqual(incremental.Fields));
            }
        }, iter: 20_000);
    }

    [Fact]
    public void RequestHead_Accepted_HasOneFramingAndNoControlBytes()
    {
        Noise.Sample(text =>
        {
            var bytes = Encoding.Latin1.GetBytes("POST /a HTTP/1.1\r\nHost: b\r\n" + text + "\r\n\r\n");
            if (Parse(bytes, bytes.Length, out var head) != HeadStatus.Complete)
            {
                return;
            }

            Assert.False(head.Chunked && head.ContentLength >= 0);
            foreach (var field in head.Fields)
            {
                var value = bytes.AsSpan(field.ValueStart, field.ValueLength);
                Assert.True(value.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) < 0);
            }
        }, iter: 20_000);
    }

    [Fact]
    public void ChunkedBody_InAnyPieces_HasTheSameEndAndPayload()
    {
        var body = Gen.String[Gen.Char['a', 'z'], 0, 40].Array[0, 5]
            .Select(chunks => string.Concat(chunks.Where(chunk => chunk.Length > 0).Select(chunk => $"{chunk.Length:x}\r\n{chunk}\r\n")) + "0\r\n\r\n");
        body.Select(Gen.Int[1, 9], (text, step) => (text, step)).Sample((text, step) =>
        {
            var bytes = Encoding.Latin1.GetBytes(text + "GET /next");
            Assert.Equal(Decode(bytes, bytes.Length), Decode(bytes, step));
            Assert.Equal(text.Length, Decode(bytes, step).Length);
        }, iter: 10_000);
    }

    [Fact]
    public void ChunkedBody_Noise_NeverReadsPastItsBytes()
    {
        Noise.Sample(text =>
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            var scanner = default(ChunkedScanner);
            Assert.InRange(scanner.Consume(bytes), 0, bytes.Length);
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("abc.example.com", true)]
    [InlineData("ABC.Example.Com.", false)]
    [InlineData("", true)]
    public void ClientHello_EveryPrefix_IsIncompleteAndTheWholeIsRead(string serverName, bool http2)
    {
        var hello = Hello(serverName, http2);
        for (var length = 0; length < hello.Length; length++)
        {
            Assert.Equal(ClientHelloStatus.Incomplete, ClientHello.TryParse(hello.AsSpan(0, length), out _));
        }

        Assert.Equal(ClientHelloStatus.Complete, ClientHello.TryParse(hello, out var parsed));
        Assert.Equal(new ClientHello(serverName.TrimEnd('.').ToLowerInvariant(), http2), parsed);
    }

    [Fact]
    public void ClientHello_OverSeveralRecords_IsRead()
    {
        var hello = Hello("abc.example.com", http2: true);
        var records = new List<byte>();
        foreach (var fragment in hello.AsSpan(5).ToArray().Chunk(40))
        {
            records.AddRange([22, 3, 1, 0, (byte)fragment.Length, .. fragment]);
        }

        Assert.Equal(ClientHelloStatus.Incomplete, ClientHello.TryParse(records.ToArray().AsSpan(0, records.Count - 1), out _));
        Assert.Equal(ClientHelloStatus.Complete, ClientHello.TryParse(records.ToArray(), out var parsed));
        Assert.Equal(new ClientHello("abc.example.com", true), parsed);
    }

    [Fact]
    public void ClientHello_Damaged_NeverThrows()
    {
        var hello = Hello("abc.example.com", http2: true);
        Gen.Select(Gen.Int[0, hello.Length - 1], Gen.Byte, Gen.Int[0, hello.Length]).Sample((at, value, length) =>
        {
            var damaged = (byte[])hello.Clone();
            damaged[at] = value;
            ClientHello.TryParse(damaged.AsSpan(0, length), out _);
        }, iter: 20_000);
        Gen.Byte.Array[0, 200].Sample(bytes => { ClientHello.TryParse(bytes, out _); }, iter: 20_000);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0080\u0001")]
    public void ClientHello_OtherProtocols_AreInvalidAtOnce(string text)
    {
        Assert.Equal(ClientHelloStatus.Invalid, ClientHello.TryParse(Encoding.Latin1.GetBytes(text), out _));
    }

    [Fact]
    public void ProxyProtocol_Noise_NeverThrows()
    {
        Gen.OneOf(Noise.Select(text => "PROXY TCP4 " + text), Noise).Sample(text =>
        {
            ProxyProtocol.TryParse(Encoding.Latin1.GetBytes(text), out _, out _);
        }, iter: 10_000);
        Assert.True(ProxyProtocol.TryParse("PROXY TCP6 ::1 ::2 5 6\r\nrest"u8, out var length, out var source));
        Assert.Equal((24, new IPEndPoint(IPAddress.IPv6Loopback, 5)), (length, source));
    }

    private static HeadStatus Parse(byte[] bytes, int length, out MessageHead head)
    {
        head = new MessageHead();
        var scanned = 0;
        return HeadParser.ParseRequest(bytes.AsSpan(0, length), ref scanned, head, Limits);
    }

    private static (int Length, string Payload) Decode(byte[] bytes, int step)
    {
        var scanner = default(ChunkedScanner);
        var payload = new StringBuilder();
        var position = 0;
        while (position < bytes.Length && !scanner.IsDone)
        {
            var piece = bytes.AsSpan(position, Math.Min(step, bytes.Length - position));
            var consumed = scanner.Next(piece, out var count);
            payload.Append(Encoding.Latin1.GetString(piece[(consumed - count)..consumed]));
            position += consumed;
            Assert.False(scanner.IsInvalid);
        }

        return (position, payload.ToString());
    }

    private static byte[] Hello(string serverName, bool http2)
    {
        var extensions = new List<byte>();
        if (serverName.Length > 0)
        {
            var name = Encoding.ASCII.GetBytes(serverName);
            Extension(0, [.. Vector16([0, .. Vector16(name)])]);
        }

        if (http2)
        {
            Extension(16, [.. Vector16([2, (byte)'h', (byte)'2', 8, .. "http/1.1"u8])]);
        }

        byte[] body = [3, 3, .. new byte[32], 0, .. Vector16([0x13, 0x01]), 1, 0, .. Vector16([.. extensions])];
        byte[] message = [1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [22, 3, 1, .. Vector16(message)];

        void Extension(ushort type, byte[] data)
        {
            extensions.AddRange([(byte)(type >> 8), (byte)type, .. Vector16(data)]);
        }
    }

    private static byte[] Vector16(byte[] data)
    {
        var vector = new byte[2 + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(vector, (ushort)data.Length);
        data.CopyTo(vector, 2);
        return vector;
    }
}
