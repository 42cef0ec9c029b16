using System.Collections.Immutable;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>A piece of content, or a bundle of such.</summary>
public abstract class AssetOrArchive
{
    private protected AssetOrArchive(string signature, string property, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Signature = signature;
        Property = property;
        Value = value;
    }

    internal string Signature { get; }

    /// <summary>The wire key of the content: text, path, uri or assets.</summary>
    internal string Property { get; }

    internal object Value { get; }
}

/// <summary>One piece of content.</summary>
public abstract class Asset : AssetOrArchive
{
    private protected Asset(string property, object value)
        : base(WireConstants.AssetSignature, property, value)
    {
    }
}

/// <summary>A bundle of assets and archives.</summary>
public abstract class Archive : AssetOrArchive
{
    private protected Archive(string property, object value)
        : base(WireConstants.ArchiveSignature, property, value)
    {
    }
}

/// <summary>The content of a file of the program's folder.</summary>
public sealed class FileAsset(string path) : Asset(WireConstants.Path, path);

/// <summary>The content of a string.</summary>
public sealed class StringAsset(string text) : Asset(WireConstants.Text, text);

/// <summary>Content that is fetched from a URI.</summary>
public sealed class RemoteAsset(string uri) : Asset(WireConstants.Uri, uri);

/// <summary>A folder or an archive file.</summary>
public sealed class FileArchive(string path) : Archive(WireConstants.Path, path);

/// <summary>An archive that is fetched from a URI.</summary>
public sealed class RemoteArchive(string uri) : Archive(WireConstants.Uri, uri);

/// <summary>An archive made of named assets and archives.</summary>
public sealed class AssetArchive : Archive
{
    public AssetArchive(IDictionary<string, AssetOrArchive> assets)
        : base(WireConstants.Assets, (assets ?? throw new ArgumentNullException(nameof(assets))).ToImmutableDictionary())
    {
    }
}

/// <summary>Stands where the engine sent something else than an asset; using it as an input is an error.</summary>
internal sealed class InvalidAsset() : Asset("", "");

/// <summary>Stands where the engine sent something else than an archive; using it as an input is an error.</summary>
internal sealed class InvalidArchive() : Archive("", "");
