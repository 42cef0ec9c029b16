namespace Sluice.Routing.Matching;

/// <summary>Percent- and plus-decoding of query parameters (application/x-www-form-urlencoded).</summary>
internal static class FormDecoding
{
    /// <summary>Compares an encoded value with a plain one without allocating.</summary>
    public static bool Equal(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> plain)
    {
        if (encoded.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return encoded.SequenceEqual(plain);
        }

        var at = 0;
        while (!encoded.IsEmpty)
        {
            var b = Take(ref encoded);
            if (at == plain.Length || plain[at++] != b)
            {
                return false;
            }
        }

        return at == plain.Length;
    }

    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return encoded;
        }

        var decoded = new byte[encoded.Length];
        var length = 0;
        while (!encoded.IsEmpty)
        {
            decoded[length++] = Take(ref encoded);
        }

        return decoded.AsSpan(0, length);
    }

    private static byte Take(ref ReadOnlySpan<byte> encoded)
    {
        var b = encoded[0];
        if (b == '%' && encoded.Length >= 3 && Hex(encoded[1]) is >= 0 and var high && Hex(encoded[2]) is >= 0 and var low)
        {
            encoded = encoded[3..];
            return (byte)((high << 4) | low);
        }

        encoded = encoded[1..];
        return b == '+' ? (byte)' ' : b;
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
