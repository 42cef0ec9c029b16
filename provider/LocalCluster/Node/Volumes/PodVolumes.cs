using System.Text;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Pods;

namespace Sluice.LocalCluster.Node.Volumes;

/// <summary>
/// The volumes of one pod as folders. Configuration is written again whenever its source changes, tokens when they are
/// due; each container sees them below its own root.
/// </summary>
internal sealed class PodVolumes(NodeFolders folders, ClusterCaches caches, ServiceAccountTokens tokens, TimeProvider time)
{
    private readonly Dictionary<string, AtomicFolder> _written = [];

    public DateTime? NextRefresh => tokens.NextRefresh;

    /// <summary>Whether a change of this ConfigMap or Secret reaches into the pod's volumes.</summary>
    public static bool Uses(V1Pod pod, ApiResource kind, string name) => (pod.Spec.Volumes ?? []).Any(v => kind.Kind switch
    {
        "ConfigMap" => v.ConfigMap?.Name == name || (v.Projected?.Sources ?? []).Any(s => s.ConfigMap?.Name == name),
        "Secret" => v.Secret?.SecretName == name || (v.Projected?.Sources ?? []).Any(s => s.Secret?.Name == name),
        _ => false,
    });

    /// <summary>Writes all volumes to their present content.</summary>
    /// <exception cref="VolumeException">One cannot be set up.</exception>
    public async Task WriteAsync(V1Pod pod, PodIdentity identity, CancellationToken cancel)
    {
        foreach (V1Volume volume in pod.Spec.Volumes ?? [])
        {
            string path = folders.Volume(pod.Metadata.Uid, volume.Name);
            if (volume.EmptyDir is not null || volume.Ephemeral is not null)
            {
                Directory.CreateDirectory(path);
            }
            else if (volume.HostPath is { } host)
            {
                LinkHostPath(path, volume.Name, host);
            }
            else
            {
                Dictionary<string, VolumeFile> files = await FilesAsync(pod, identity, volume, cancel).ConfigureAwait(false);
                if (!_written.TryGetValue(volume.Name, out AtomicFolder? folder))
                {
                    _written[volume.Name] = folder = new AtomicFolder(path);
                }

                folder.Write(files, time.GetUtcNow().UtcDateTime);
            }
        }
    }

    /// <summary>Makes the volumes appear below the container's root, at their mount paths.</summary>
    public void Mount(V1Pod pod, V1Container container)
    {
        string root = folders.ContainerRoot(pod.Metadata.Uid, container.Name);
        Directory.CreateDirectory(root);

        // Shorter paths first, so that a mount inside another lands in it.
        foreach (V1VolumeMount mount in (container.VolumeMounts ?? []).OrderBy(m => m.MountPath.Length))
        {
            string source = folders.Volume(pod.Metadata.Uid, mount.Name);
            if (!string.IsNullOrEmpty(mount.SubPath))
            {
                source = Path.Combine(source, mount.SubPath);
                if (!File.Exists(source) && !Directory.Exists(source))
                {
                    Directory.CreateDirectory(source);
                }
            }

            string target = Path.Combine(root, mount.MountPath.TrimStart('/').TrimEnd('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (new FileInfo(target).LinkTarget is null && !Directory.Exists(target) && !File.Exists(target))
            {
                File.CreateSymbolicLink(target, source);
            }
        }
    }

    private async Task<Dictionary<string, VolumeFile>> FilesAsync(V1Pod pod, PodIdentity identity, V1Volume volume, CancellationToken cancel)
    {
        var files = new Dictionary<string, VolumeFile>();
        if (volume.ConfigMap is { } map)
        {
            AddConfigMap(files, pod, volume.Name, map.Name, map.Items, map.Optional, map.DefaultMode);
        }
        else if (volume.Secret is { } secret)
        {
            AddSecret(files, pod, volume.Name, secret.SecretName, secret.Items, secret.Optional, secret.DefaultMode);
        }
        else if (volume.DownwardAPI is { } downward)
        {
            AddDownward(files, pod, identity, downward.Items, downward.DefaultMode);
        }
        else if (volume.Projected is { } projected)
        {
            foreach (V1VolumeProjection source in projected.Sources ?? [])
            {
                await AddProjectionAsync(files, pod, identity, volume.Name, source, projected.DefaultMode, cancel).ConfigureAwait(false);
            }
        }
        else
        {
            throw new VolumeException(
                $"volume \"{volume.Name}\" is of a type that pods as local processes do not have. Use emptyDir, configMap, secret, projected, downwardAPI or hostPath.");
        }

        return files;
    }

    private async Task AddProjectionAsync(
        Dictionary<string, VolumeFile> files, V1Pod pod, PodIdentity identity, string volume, V1VolumeProjection source, int? mode, CancellationToken cancel)
    {
        if (source.ServiceAccountToken is { } token)
        {
            try
            {
                string value = await tokens.GetAsync(pod, token, cancel).ConfigureAwait(false);
                files[token.Path] = new VolumeFile(Encoding.UTF8.GetBytes(value), Mode(mode, null));
            }
            catch (ApiException e)
            {
                throw new VolumeException($"failed to fetch token: {e.Status?.Message ?? e.Message}");
            }
        }

        if (source.ConfigMap is { } map)
        {
            AddConfigMap(files, pod, volume, map.Name, map.Items, map.Optional, mode);
        }

        if (source.Secret is { } secret)
        {
            AddSecret(files, pod, volume, secret.Name, secret.Items, secret.Optional, mode);
        }

        if (source.DownwardAPI is { } downward)
        {
            AddDownward(files, pod, identity, downward.Items, mode);
        }
    }

    private void AddConfigMap(
        Dictionary<string, VolumeFile> files, V1Pod pod, string volume, string name, IList<V1KeyToPath>? items, bool? optional, int? mode)
    {
        if (caches.ConfigMaps.Find(pod.Metadata.NamespaceProperty, name) is { } map)
        {
            var content = new Dictionary<string, byte[]>();
            foreach (KeyValuePair<string, string> entry in map.Data ?? new Dictionary<string, string>())
            {
                content[entry.Key] = Encoding.UTF8.GetBytes(entry.Value);
            }

            foreach (KeyValuePair<string, byte[]> entry in map.BinaryData ?? new Dictionary<string, byte[]>())
            {
                content[entry.Key] = entry.Value;
            }

            AddItems(files, content, items, optional, mode, $"configmap references non-existent config key in volume \"{volume}\"");
        }
        else if (optional != true)
        {
            throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume}\" : configmap \"{name}\" not found");
        }
    }

    private void AddSecret(
        Dictionary<string, VolumeFile> files, V1Pod pod, string volume, string name, IList<V1KeyToPath>? items, bool? optional, int? mode)
    {
        if (caches.Secrets.Find(pod.Metadata.NamespaceProperty, name) is { } secret)
        {
            AddItems(files, secret.Data ?? new Dictionary<string, byte[]>(), items, optional, mode, $"references non-existent secret key in volume \"{volume}\"");
        }
        else if (optional != true)
        {
            throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume}\" : secret \"{name}\" not found");
        }
    }

    private static void AddItems(
        Dictionary<string, VolumeFile> files, IDictionary<string, byte[]> content, IList<V1KeyToPath>? items, bool? optional, int? mode, string missing)
    {
        if (items is null || items.Count == 0)
        {
            foreach (KeyValuePair<string, byte[]> entry in content)
            {
                files[entry.Key] = new VolumeFile(entry.Value, Mode(mode, null));
            }

            return;
        }

        foreach (V1KeyToPath item in items)
        {
            if (content.TryGetValue(item.Key, out byte[]? value))
            {
                files[item.Path] = new VolumeFile(value, Mode(mode, item.Mode));
            }
            else if (optional != true)
            {
                throw new VolumeException($"{missing}: {item.Key}");
            }
        }
    }

    private static void AddDownward(
        Dictionary<string, VolumeFile> files, V1Pod pod, PodIdentity identity, IList<V1DownwardAPIVolumeFile>? items, int? mode)
    {
        foreach (V1DownwardAPIVolumeFile item in items ?? [])
        {
            string value = item.FieldRef is { } field
                ? PodFields.Field(pod, identity, field.FieldPath)
                : PodFields.Resource(pod, pod.Spec.Containers.FirstOrDefault(c => c.Name == item.ResourceFieldRef.ContainerName) ?? pod.Spec.Containers[0], item.ResourceFieldRef);
            files[item.Path] = new VolumeFile(Encoding.UTF8.GetBytes(value), Mode(mode, item.Mode));
        }
    }

    private static void LinkHostPath(string path, string volume, V1HostPathVolumeSource host)
    {
        if (host.Type == "DirectoryOrCreate")
        {
            Directory.CreateDirectory(host.Path);
        }

        if (!string.IsNullOrEmpty(host.Type) && !Directory.Exists(host.Path) && !File.Exists(host.Path))
        {
            throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume}\" : hostPath type check failed: {host.Path} does not exist");
        }

        if (new FileInfo(path).LinkTarget is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, host.Path);
        }
    }

    private static UnixFileMode Mode(int? fallback, int? own) => (UnixFileMode)((own ?? fallback ?? 420) & 511);
}
