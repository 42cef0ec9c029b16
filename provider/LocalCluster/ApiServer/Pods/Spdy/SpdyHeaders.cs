using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sluice.LocalCluster.ApiServer.Pods.Spdy;

/// <summary>
/// Header blocks of SPDY/3: names and values with their lengths, in one zlib stream per direction that starts from a dictionary known to
/// both ends (SPDY protocol draft 3, section 2.6.10).
/// </summary>
internal sealed class SpdyHeaders : IDisposable
{
    private const int ZlibHeader = 2;
    private const byte HasDictionary = 0x20;
    private const int MaxBlock = 64 * 1024;

    private static readonly byte[] Dictionary = BuildDictionary();

    private readonly Feed _feed = new();
    private readonly DeflateStream _inflate;
    private bool _read;
    private bool _wrote;

    public SpdyHeaders()
    {
        // .NET's inflater takes no dictionary, but a block of plain bytes in front of the stream fills its window just the same.
        _inflate = new DeflateStream(_feed, CompressionMode.Decompress);
        _feed.Add(Stored(Dictionary));
        _inflate.ReadExactly(new byte[Dictionary.Length]);
    }

    /// <exception cref="InvalidDataException">The block is not what SPDY defines.</exception>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        if (!_read)
        {
            _read = true;
            int skip = ZlibHeader + (block.Length > 1 && (block[1] & HasDictionary) != 0 ? sizeof(uint) : 0);
            block = block.Length < skip ? throw new InvalidDataException("The first header block is too short.") : block[skip..];
        }

        _feed.Add(block.ToArray());
        var plain = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = _inflate.Read(buffer)) > 0)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MaxBlock)
            {
                throw new InvalidDataException($"A header block has more than {MaxBlock} bytes.");
            }
        }

        ReadOnlySpan<byte> rest = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (uint count = Number(ref rest); count > 0; count--)
        {
            string name = Text(ref rest);
            headers[name] = Text(ref rest);
        }

        return headers;
    }

    /// <summary>A block for the peer; not compressed, which every inflater understands.</summary>
    public byte[] Write(IReadOnlyDictionary<string, string> headers)
    {
        using var plain = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, headers.Count);
        plain.Write(number);
        foreach (string text in headers.SelectMany(h => (string[])[h.Key.ToLowerInvariant(), h.Value]))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
            plain.Write(number);
            plain.Write(bytes);
        }

        // The empty block is the mark of a flush: inflaters hand out what came before it without waiting for more.
        byte[] block = [.. Stored(plain.ToArray()), .. Stored([])];
        if (_wrote)
        {
            return block;
        }

        _wrote = true;
        BinaryPrimitives.WriteUInt32BigEndian(number, Adler32(Dictionary));
        return [0x78, 0xBB, .. number, .. block];
    }

    public void Dispose() => _inflate.Dispose();

    /// <summary>A block of the deflate format that holds its bytes as they are (RFC 1951, section 3.2.4), and is not the last one.</summary>
    private static byte[] Stored(byte[] data)
    {
        var header = new byte[5];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(1), (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(3), (ushort)~data.Length);
        return [.. header, .. data];
    }

    private static uint Number(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < sizeof(uint))
        {
            throw new InvalidDataException("A header block ends in the middle of a number.");
        }

        uint number = BinaryPrimitives.ReadUInt32BigEndian(rest);
        rest = rest[sizeof(uint)..];
        return number;
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        uint length = Number(ref rest);
        if (length > rest.Length)
        {
            throw new InvalidDataException("A header block ends in the middle of a name or value.");
        }

        string text = Encoding.UTF8.GetString(rest[..(int)length]);
        rest = rest[(int)length..];
        return text;
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        uint a = 1;
        uint b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static byte[] BuildDictionary()
    {
        // Words that had a length before them in the draft's table, then the rest of it.
        const string Words =
            "options|head|post|put|delete|trace|accept|accept-charset|accept-encoding|accept-language|accept-ranges|age|allow|authorization|cache-control|connection|"
            + "content-base|content-encoding|content-language|content-length|content-location|content-md5|content-range|content-type|date|etag|expect|expires|from|host|"
            + "if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|location|max-forwards|pragma|proxy-authenticate|proxy-authorization|"
            + "range|referer|retry-after|server|te|trailer|transfer-encoding|upgrade|user-agent|vary|via|warning|www-authenticate|method|get|status|200 OK|version|HTTP/1.1|"
            + "url|public|set-cookie|keep-alive|origin";
        const string Rest =
            "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
            + "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found"
            + "500 Internal Server Error501 Not Implemented503 Service Unavailable"
            + "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
            + "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public"
            + "privatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";
        var result = new List<byte>();
        foreach (string word in Words.Split('|'))
        {
            result.AddRange([0, 0, 0, (byte)word.Length, .. Encoding.ASCII.GetBytes(word)]);
        }

        result.AddRange(Encoding.ASCII.GetBytes(Rest));
        return [.. result];
    }

    /// <summary>What the inflater reads from: what has arrived so far.</summary>
    private sealed class Feed : Stream
    {
        private ReadOnlyMemory<byte> _data;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Add(byte[] data) => _data = (byte[])[.. _data.Span, .. data];

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _data.Length);
            _data.Span[..count].CopyTo(buffer);
            _data = _data[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
