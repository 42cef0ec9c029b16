using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>
/// A folder of manifests, one file per object. Names are stable and sort so that <c>kubectl apply -f FOLDER</c> makes what others need first.
/// </summary>
internal sealed partial class ManifestFolder(string folder)
{
    private static readonly string[] Order =
    [
        "CustomResourceDefinition", "Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding",
        "ConfigMap", "Secret", "PersistentVolumeClaim", "Service", "GatewayClass", "Deployment", "StatefulSet", "DaemonSet",
    ];

    private readonly ConcurrentDictionary<string, string> _written = new(StringComparer.Ordinal);

    public string Folder => folder;

    /// <summary>The files written, by name.</summary>
    public IReadOnlyDictionary<string, string> Written => _written;

    /// <returns>The file's path.</returns>
    /// <exception cref="Providers.ProviderException">Two objects have one identity.</exception>
    public string Write(PropertyMap inputs)
    {
        var manifest = PlainJson.Write(inputs);
        var kind = inputs.Text("kind") ?? "";
        var name = FileName(inputs);
        var title = $"{inputs.Text("apiVersion")} {Waiting.Waiter.Title(inputs)}";
        if (!_written.TryAdd(name, title))
        {
            throw new Providers.ProviderException($"{title} and {_written[name]} are one object, or would be written to one file ({name}). Give one of them another name.");
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        if (kind == "Secret" || inputs.ContainsSecrets)
        {
            using var stream = State.PrivateFile.Open(path, FileMode.Create);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(YamlWriter.Write(manifest)));
        }
        else
        {
            File.WriteAllText(path, YamlWriter.Write(manifest));
        }

        return path;
    }

    public void Delete(PropertyMap inputs) => File.Delete(Path.Combine(folder, FileName(inputs)));

    /// <summary>Removes files of earlier renderings that were not written this time.</summary>
    public void RemoveStale()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Where(f => OwnName().IsMatch(Path.GetFileName(f)) && !_written.ContainsKey(Path.GetFileName(f))))
        {
            File.Delete(file);
        }
    }

    private static string FileName(PropertyMap inputs)
    {
        var kind = inputs.Text("kind") ?? "";
        var rank = Array.IndexOf(Order, kind) is var i and >= 0 ? i : Order.Length;
        var parts = new[] { kind.ToLowerInvariant(), Manifests.Namespace(inputs), Manifests.Name(inputs) }.Where(static p => p.Length > 0);
        return Unsafe().Replace($"{rank:00}-{string.Join('-', parts)}.yaml", "_");
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unsafe();

    [GeneratedRegex("^[0-9]{2}-[A-Za-z0-9._-]+\\.yaml$")]
    private static partial Regex OwnName();
}
