using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace Sluice.Distribution.Units;

/// <summary>A unit as it travels: its JSON and the hash that identifies name and content.</summary>
internal sealed class EncodedUnit
{
    // Keyed by the unit's reference: a unit that a rebuild left alone, or that several gateways share, is serialised once and forgotten with it.
    private static readonly ConditionalWeakTable<object, EncodedUnit> Known = [];

    private EncodedUnit(string name, ByteString content)
    {
        Name = name;
        Content = content;
        Hash = HashOf(name, content.Span);
    }

    public string Name { get; }

    public ByteString Content { get; }

    public UInt128 Hash { get; }

    public static EncodedUnit Of<T>(string name, T unit, JsonTypeInfo<T> type)
        where T : class
    {
        if (Known.TryGetValue(unit, out var known))
        {
            return known;
        }

        var encoded = new EncodedUnit(name, UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(unit, type)));
        Known.AddOrUpdate(unit, encoded);
        return encoded;
    }

    public static UInt128 HashOf(string name, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData([0]);
        hash.AppendData(content);
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
