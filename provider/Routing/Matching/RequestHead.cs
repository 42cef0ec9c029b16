using System.Text;

namespace Sluice.Routing.Matching;

/// <summary>
/// The head of a request as every protocol engine presents it to matching and edits: UTF-8 bytes and offsets, nothing decoded, nothing
/// allocated. The HTTP/1.1 engine points it at its receive buffer; the HTTP/2 path writes the head into a rented buffer first.
/// </summary>
public readonly ref struct RequestHead
{
    /// <summary>The bytes that <see cref="Headers"/> point into.</summary>
    public required ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>As sent, case-sensitive (RFC 9110 section 9.1).</summary>
    public required ReadOnlySpan<byte> Method { get; init; }

    /// <summary>Path without query; starts with <c>/</c>, or is <c>*</c>.</summary>
    public required ReadOnlySpan<byte> Path { get; init; }

    /// <summary>Query without its question mark; empty where there is none.</summary>
    public ReadOnlySpan<byte> Query { get; init; }

    /// <summary>Host, lower case, without port and trailing dot: what <see cref="Hostnames.Normalize"/> makes of Host or :authority.</summary>
    public required ReadOnlySpan<byte> Host { get; init; }

    public required ReadOnlySpan<HeaderField> Headers { get; init; }

    /// <summary>Namespace of the client in a mesh; null where unknown.</summary>
    public string? ClientNamespace { get; init; }

    /// <summary>True for HTTP/2; decides only how a request that no route applies to is passed on.</summary>
    public bool IsHttp2 { get; init; }

    public ReadOnlySpan<byte> Name(in HeaderField field) => Bytes.Slice(field.NameStart, field.NameLength);

    public ReadOnlySpan<byte> Value(in HeaderField field) => Bytes.Slice(field.ValueStart, field.ValueLength);

    /// <summary>The first value of a header, by its lower-case name.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> lowerCaseName, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var field in Headers)
        {
            if (field.NameLength == lowerCaseName.Length && Ascii.EqualsIgnoreCase(Name(field), lowerCaseName))
            {
                value = Value(field);
                return true;
            }
        }

        value = default;
        return false;
    }
}
