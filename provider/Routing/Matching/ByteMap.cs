using System.Buffers.Binary;

namespace Sluice.Routing.Matching;

/// <summary>
/// A persistent hash map from byte strings, read by span without allocation. Changing one key copies one shard and the array of shards,
/// so a map of 10,000 keys takes a change in microseconds and readers of the old map never notice. Changes made under the same
/// <see cref="EditToken"/> are made in place: that is what makes the first build linear.
/// </summary>
internal sealed class ByteMap<T>
    where T : class
{
    public static readonly ByteMap<T> Empty = new([null, null, null, null], 0, null);

    private const int TargetShardSize = 4;

    private readonly EditToken? _owner;
    private Entry[]?[] _shards;

    private ByteMap(Entry[]?[] shards, int count, EditToken? owner)
    {
        _shards = shards;
        Count = count;
        _owner = owner;
    }

    public int Count { get; private set; }

    public T? Find(ReadOnlySpan<byte> key)
    {
        if (Count == 0)
        {
            return null;
        }

        var hash = Hash(key);
        var shard = _shards[hash & (uint)(_shards.Length - 1)];
        if (shard is null)
        {
            return null;
        }

        foreach (ref readonly var entry in shard.AsSpan())
        {
            if (entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Sets or, with a null value, removes a key.</summary>
    public ByteMap<T> With(byte[] key, T? value, EditToken token)
    {
        var target = ReferenceEquals(_owner, token) ? this : new ByteMap<T>((Entry[]?[])_shards.Clone(), Count, token);
        target.Write(key, value);
        return target;
    }

    public IEnumerable<KeyValuePair<byte[], T>> Entries()
    {
        foreach (var shard in _shards)
        {
            foreach (var entry in shard ?? [])
            {
                yield return new(entry.Key, entry.Value);
            }
        }
    }

    private void Write(byte[] key, T? value)
    {
        var hash = Hash(key);
        ref var shard = ref _shards[hash & (uint)(_shards.Length - 1)];
        var old = shard ?? [];
        var at = Array.FindIndex(old, entry => entry.Hash == hash && entry.Key.AsSpan().SequenceEqual(key));
        if (value is null)
        {
            if (at >= 0)
            {
                shard = old.Length == 1 ? null : [.. old.AsSpan(0, at), .. old.AsSpan(at + 1)];
                Count--;
            }

            return;
        }

        if (at >= 0)
        {
            var replaced = (Entry[])old.Clone();
            replaced[at] = new Entry(hash, key, value);
            shard = replaced;
            return;
        }

        shard = [.. old, new Entry(hash, key, value)];
        Count++;
        if (Count > _shards.Length * TargetShardSize)
        {
            Grow();
        }
    }

    private void Grow()
    {
        var lists = new List<Entry>?[_shards.Length * 4];
        foreach (var shard in _shards)
        {
            foreach (var entry in shard ?? [])
            {
                (lists[entry.Hash & (uint)(lists.Length - 1)] ??= []).Add(entry);
            }
        }

        _shards = Array.ConvertAll(lists, list => list?.ToArray());
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        // Keys come from configuration, never from clients, so a fast unkeyed hash is enough.
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)key.Length;
        while (key.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key)) * 0xFF51AFD7ED558CCDUL;
            hash ^= hash >> 32;
            key = key[8..];
        }

        foreach (var b in key)
        {
            hash = (hash ^ b) * 0x100000001B3UL;
        }

        hash ^= hash >> 29;
        return (uint)(hash * 0x9E3779B97F4A7C15UL >> 32);
    }

    private readonly record struct Entry(uint Hash, byte[] Key, T Value);
}

/// <summary>Identity of one compilation: structures it created may be changed in place until it is finished.</summary>
internal sealed class EditToken;
