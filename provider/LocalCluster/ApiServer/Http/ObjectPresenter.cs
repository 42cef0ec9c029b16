using System.Buffers;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Shows stored objects in the version a client asks for.</summary>
internal static class ObjectPresenter
{
    /// <summary>The tree in the version of <paramref name="kind"/>; the stored one itself where nothing differs.</summary>
    public static JsonObject Present(ResourceKind kind, JsonObject stored)
    {
        if (kind.Forms is { } forms)
        {
            return forms.Show(stored);
        }

        if (stored.Text("apiVersion") == kind.ApiVersion)
        {
            return stored;
        }

        var shown = JsonTree.Clone(stored);
        shown["apiVersion"] = kind.ApiVersion;
        return shown;
    }

    /// <summary>The object's JSON in the version of <paramref name="kind"/>.</summary>
    public static ReadOnlyMemory<byte> Bytes(ResourceKind kind, StoredObject item)
    {
        var shown = Present(kind, item.Tree);
        return ReferenceEquals(shown, item.Tree) ? item.Utf8 : JsonTree.ToUtf8(shown);
    }

    /// <summary>A list item: without kind and apiVersion for built-in kinds.</summary>
    public static void WriteItem(IBufferWriter<byte> output, ResourceKind kind, StoredObject item)
    {
        var bytes = Bytes(kind, item).Span;
        if (kind.Custom is not null)
        {
            output.Write(bytes);
            return;
        }

        // Stored objects begin with these two fields; cutting them off saves copying the tree.
        var prefix = System.Text.Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind.Kind}\",\"apiVersion\":\"{kind.ApiVersion}\",");
        if (bytes.StartsWith(prefix))
        {
            output.Write("{"u8);
            output.Write(bytes[prefix.Length..]);
            return;
        }

        var bare = JsonTree.Clone(Present(kind, item.Tree));
        bare.Remove("kind");
        bare.Remove("apiVersion");
        output.Write(JsonTree.ToUtf8(bare));
    }
}
