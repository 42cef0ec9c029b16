using System.Buffers;
using System.Text;

namespace Sluice.Proxy.Http1;

/// <summary>Splits a request target (RFC 9112 section 3.2) into authority, path and query.</summary>
internal static class TargetReader
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(" \t/@?\\,;"u8);

    /// <summary>False: the target or Host is malformed, or Host is missing where it must be there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, MessageHead head, out TargetParts parts)
    {
        parts = default;
        if (head.Host < 0 && head.MinorVersion == 1)
        {
            return false;
        }

        if (head.Host >= 0)
        {
            var field = head.Fields[head.Host];
            parts.Authority = field.ValueStart..(field.ValueStart + field.ValueLength);
            if (!IsAuthority(bytes[parts.Authority]))
            {
                return false;
            }
        }

        var start = head.TargetStart;
        var end = start + head.TargetLength;
        var target = bytes[start..end];
        if (target[0] != '/')
        {
            // "*" is for OPTIONS; everything else must be absolute-form, whose authority replaces Host.
            if (target is [(byte)'*'])
            {
                parts.Path = start..end;
                return bytes.Slice(head.MethodStart, head.MethodLength).SequenceEqual("OPTIONS"u8);
            }

            var skip = StartsWith(target, "http://"u8) ? 7 : StartsWith(target, "https://"u8) ? 8 : 0;
            if (skip == 0)
            {
                return false;
            }

            var rest = target[skip..];
            var slash = rest.IndexOfAny((byte)'/', (byte)'?');
            var authority = slash < 0 ? rest : rest[..slash];
            if (authority.IsEmpty || !IsAuthority(authority))
            {
                return false;
            }

            parts.Authority = (start + skip)..(start + skip + authority.Length);
            start += skip + authority.Length;
            if (start == end || bytes[start] == '?')
            {
                // No path: the slash in front of the authority stands for the root.
                parts.Path = (head.TargetStart + skip - 1)..(head.TargetStart + skip);
                parts.Query = start == end ? default : (start + 1)..end;
                return true;
            }
        }

        var question = bytes[start..end].IndexOf((byte)'?');
        parts.Path = start..(question < 0 ? end : start + question);
        parts.Query = question < 0 ? default : (start + question + 1)..end;
        return true;
    }

    private static bool StartsWith(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme) =>
        target.Length > scheme.Length && Ascii.EqualsIgnoreCase(target[..scheme.Length], scheme);

    // Empty is allowed by RFC 9110 section 7.2. User information and delimiters are not part of a Host.
    private static bool IsAuthority(ReadOnlySpan<byte> value) => value.IndexOfAny(Delimiters) < 0;
}
