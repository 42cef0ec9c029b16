using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;
using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Units;

/// <summary>All units of one kind in a published snapshot.</summary>
internal sealed class EncodedSet
{
    private readonly object? _source;

    private EncodedSet(UnitKind kind, IReadOnlyDictionary<string, EncodedUnit> units, UInt128 hash, object? source)
    {
        Kind = kind;
        Units = units;
        Hash = hash;
        _source = source;
    }

    public UnitKind Kind { get; }

    public IReadOnlyDictionary<string, EncodedUnit> Units { get; }

    public UInt128 Hash { get; }

    public static EncodedSet Empty(UnitKind kind) => new(kind, new Dictionary<string, EncodedUnit>(), UInt128.Zero, null);

    /// <summary>Encodes <paramref name="units"/>; the previous set is returned as it is where the map is the very same.</summary>
    public static EncodedSet Of<T>(UnitKind kind, ImmutableDictionary<string, T> units, JsonTypeInfo<T> type, EncodedSet previous)
        where T : class
    {
        if (ReferenceEquals(previous._source, units))
        {
            return previous;
        }

        var encoded = new Dictionary<string, EncodedUnit>(units.Count, StringComparer.Ordinal);
        var sum = UInt128.Zero;
        foreach (var (name, unit) in units)
        {
            var one = EncodedUnit.Of(name, unit, type);
            encoded.Add(name, one);
            unchecked
            {
                sum += one.Hash;
            }
        }

        if (sum == previous.Hash && encoded.Count == previous.Units.Count)
        {
            return new EncodedSet(kind, previous.Units, sum, units);
        }

        // Not frozen: a set is made at every change and looked up once per stream, so cheap construction wins.
        return new EncodedSet(kind, encoded, sum, units);
    }

    public SetState State() => new() { Kind = Kind, Hash = ToBytes(Hash), Count = Units.Count };

    public static ByteString ToBytes(UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
        return ByteString.CopyFrom(bytes);
    }

    public static UInt128? FromBytes(ByteString bytes) =>
        bytes.Length == 16 ? BinaryPrimitives.ReadUInt128LittleEndian(bytes.Span) : null;
}
