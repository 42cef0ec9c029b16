using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Storage;

/// <summary>Identity of an object inside its resource; cluster-scoped objects have an empty namespace.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}

/// <summary>One version of one object. The tree is shared by all readers and never changes.</summary>
internal sealed class StoredObject(string resource, ObjectKey key, long revision, JsonObject tree)
{
    private byte[]? _utf8;

    /// <summary>The storage name of the resource, <c>deployments.apps</c>.</summary>
    public string Resource { get; } = resource;

    public ObjectKey Key { get; } = key;

    public long Revision { get; } = revision;

    public JsonObject Tree { get; } = tree;

    /// <summary>The object as compact JSON, made once and shared by every watcher and reader.</summary>
    public byte[] Utf8 => _utf8 ??= JsonTree.ToUtf8(Tree);

    /// <summary>The text at a path of keys.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Tree.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A copy that may be changed.</summary>
    public JsonObject Edit() => JsonTree.Clone(Tree);
}

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <param name="Type">What happened.</param>
/// <param name="Object">The new state; for a deletion the last state with the revision of the deletion.</param>
/// <param name="Previous">The state before, if there was one.</param>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public long Revision => Object.Revision;
}
