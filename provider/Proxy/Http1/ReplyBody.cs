namespace Sluice.Proxy.Http1;

/// <summary>Finds the end of an answer's body.</summary>
internal struct ReplyBody
{
    private ChunkedScanner _scanner;

    // Where the scanner was before the bytes taken last.
    private ChunkedScanner _decoder;
    private long _remaining;

    public ReplyBody(MessageHead reply, bool isHeadRequest)
    {
        Kind = isHeadRequest || reply.Status is 204 or 304 ? BodyKind.None
            : reply.Chunked ? BodyKind.Chunked
            : reply.ContentLength >= 0 ? BodyKind.Length
            : BodyKind.UntilClose;
        _remaining = Kind == BodyKind.Length ? reply.ContentLength : 0;
    }

    public BodyKind Kind { get; }

    public readonly bool IsDone => Kind switch
    {
        BodyKind.Length => _remaining == 0,
        BodyKind.Chunked => _scanner.IsDone,
        BodyKind.UntilClose => false,
        _ => true,
    };

    public readonly bool IsInvalid => _scanner.IsInvalid;

    /// <summary>How many of the bytes belong to the body.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        switch (Kind)
        {
            case BodyKind.Length:
                var count = (int)Math.Min(_remaining, bytes.Length);
                _remaining -= count;
                return count;
            case BodyKind.Chunked:
                _decoder = _scanner;
                return _scanner.Consume(bytes);
            case BodyKind.UntilClose:
                return bytes.Length;
            default:
                return 0;
        }
    }

    /// <summary>Appends the bytes taken last, with or without their chunked coding.</summary>
    public void AppendTo(ByteWriter output, ReadOnlySpan<byte> taken, bool dechunk)
    {
        if (!dechunk)
        {
            output.Write(taken);
            return;
        }

        while (!taken.IsEmpty && !_decoder.IsDone && !_decoder.IsInvalid)
        {
            var consumed = _decoder.Next(taken, out var payload);
            output.Write(taken[(consumed - payload)..consumed]);
            taken = taken[consumed..];
        }
    }
}
