namespace Sluice.Proxy.Connections;

/// <summary>What a client speaks, as far as its first bytes tell.</summary>
internal enum ClientSpeech
{
    /// <summary>Everything received so far begins an HTTP/1 request line or an HTTP/2 preface, and more is needed to be sure.</summary>
    Undecided,

    Http,

    Tls,

    /// <summary>Neither, to be passed on as it is.</summary>
    Other,
}

/// <summary>
/// Tells clear-text HTTP from TLS and everything else by the first bytes. HTTP/1 is a request line that ends in a version: a token, a
/// target, <c>HTTP/1.</c> (RFC 9112 section 3); a line of text without it belongs to another protocol.
/// </summary>
internal static class FirstBytes
{
    private const byte TlsHandshake = 0x16;
    private const int MaxMethod = 32;
    private const int MaxLine = 8 * 1024;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    public static ClientSpeech Read(ReadOnlySpan<byte> received)
    {
        if (received.IsEmpty)
        {
            return ClientSpeech.Undecided;
        }

        if (received[0] == TlsHandshake)
        {
            // The major version of every record layer there is.
            return received.Length == 1 ? ClientSpeech.Undecided : received[1] == 3 ? ClientSpeech.Tls : ClientSpeech.Other;
        }

        if (received.StartsWith(Preface))
        {
            return ClientSpeech.Http;
        }

        if (Preface.StartsWith(received))
        {
            return ClientSpeech.Undecided;
        }

        var method = received.IndexOfAnyExcept(Tokens);
        if (method < 0)
        {
            return received.Length <= MaxMethod ? ClientSpeech.Undecided : ClientSpeech.Other;
        }

        if (method is 0 or > MaxMethod || received[method] != (byte)' ')
        {
            return ClientSpeech.Other;
        }

        var line = received[(method + 1)..];
        var end = line.IndexOf((byte)'\n');
        if (end < 0)
        {
            // A request target holds no control characters.
            return line.IndexOfAnyInRange((byte)0, (byte)0x1f) is >= 0 and var control && line[control] != (byte)'\r' ? ClientSpeech.Other
                : line.Length < MaxLine ? ClientSpeech.Undecided
                : ClientSpeech.Other;
        }

        line = line[..end].TrimEnd((byte)'\r');
        return line.LastIndexOf((byte)' ') is > 0 and var space && line[(space + 1)..].StartsWith("HTTP/1."u8) ? ClientSpeech.Http : ClientSpeech.Other;
    }

    private static System.Buffers.SearchValues<byte> Tokens { get; } =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
}
