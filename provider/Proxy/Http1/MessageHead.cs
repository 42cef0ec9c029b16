using Sluice.Routing.Matching;

namespace Sluice.Proxy.Http1;

/// <summary>Header fields the engine itself has to know.</summary>
internal enum HeaderKind : byte
{
    Other,
    Host,
    ContentLength,
    TransferEncoding,
    Connection,

    /// <summary>Keep-Alive, Proxy-Connection, TE, HTTP2-Settings: never forwarded.</summary>
    HopByHop,
    Upgrade,
    Expect,
    ForwardedFor,
    ForwardedProto,
    ForwardedHost,
    RequestId,
    UserAgent,
    Origin,
}

/// <summary>How the end of a message's body is found.</summary>
internal enum BodyKind : byte
{
    None,
    Length,
    Chunked,

    /// <summary>Responses only.</summary>
    UntilClose,
}

/// <summary>
/// One parsed message head: offsets into the receive buffer, and what the header fields say about framing and connection. Reused for
/// every message of a connection.
/// </summary>
internal sealed class MessageHead
{
    private HeaderField[] _fields = new HeaderField[32];
    private HeaderKind[] _kinds = new HeaderKind[32];

    public int Count { get; private set; }

    public ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(0, Count);

    public ReadOnlySpan<HeaderKind> Kinds => _kinds.AsSpan(0, Count);

    /// <summary>Bytes of the head, with the empty line that ends it.</summary>
    public int Length { get; set; }

    public int MethodStart { get; set; }

    public int MethodLength { get; set; }

    public int TargetStart { get; set; }

    public int TargetLength { get; set; }

    public int MinorVersion { get; set; }

    public int Status { get; set; }

    /// <summary>Index of the Host field, or -1.</summary>
    public int Host { get; set; }

    public int UserAgent { get; set; }

    public int RequestId { get; set; }

    public int Upgrade { get; set; }

    public long ContentLength { get; set; }

    public bool Chunked { get; set; }

    public bool SaysClose { get; set; }

    public bool SaysKeepAlive { get; set; }

    public bool SaysUpgrade { get; set; }

    public bool ExpectsContinue { get; set; }

    /// <summary>A Connection field names other fields, which are then hop-by-hop too.</summary>
    public bool NamesFields { get; set; }

    /// <summary>Fields that do not pass a proxy are present.</summary>
    public bool HasHopByHop { get; set; }

    public bool WantsKeepAlive => MinorVersion == 1 ? !SaysClose : SaysKeepAlive && !SaysClose;

    public void Reset()
    {
        Count = 0;
        Length = 0;
        Host = -1;
        UserAgent = -1;
        RequestId = -1;
        Upgrade = -1;
        ContentLength = -1;
        Chunked = false;
        SaysClose = false;
        SaysKeepAlive = false;
        SaysUpgrade = false;
        ExpectsContinue = false;
        NamesFields = false;
        HasHopByHop = false;
        Status = 0;
    }

    public void Add(HeaderField field, HeaderKind kind)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
            Array.Resize(ref _kinds, Count * 2);
        }

        _fields[Count] = field;
        _kinds[Count++] = kind;
    }
}
