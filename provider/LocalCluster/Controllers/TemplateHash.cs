using System.Globalization;
using System.Text;
using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Controllers;

/// <summary>The hash that names a ReplicaSet after its pod template.</summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";

    // Without vowels and look-alikes, so that no word comes out by chance.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Of(V1PodTemplateSpec template, int? collisions)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(Canonical(template) + collisions?.ToString(CultureInfo.InvariantCulture)))
        {
            hash = (hash ^ b) * 16777619;
        }

        string digits = hash.ToString(CultureInfo.InvariantCulture);
        return string.Concat(digits.PadLeft(8, '0').Select(c => Alphabet[c % Alphabet.Length]));
    }

    /// <summary>Two templates are equal when they differ in nothing but the hash label.</summary>
    public static bool Same(V1PodTemplateSpec a, V1PodTemplateSpec b) => Canonical(a) == Canonical(b);

    public static Dictionary<string, string> WithHash(IDictionary<string, string>? labels, string hash) =>
        new(labels ?? new Dictionary<string, string>()) { [Label] = hash };

    private static string Canonical(V1PodTemplateSpec template)
    {
        V1ObjectMeta metadata = template.Metadata ?? new V1ObjectMeta();
        var plain = new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Sorted(metadata.Labels, Label),
                Annotations = Sorted(metadata.Annotations, null),
                Finalizers = metadata.Finalizers,
            },
            Spec = template.Spec,
        };
        return KubernetesJson.Serialize(plain);
    }

    private static SortedDictionary<string, string>? Sorted(IDictionary<string, string>? map, string? without) =>
        map is null || map.Count == 0
            ? null
            : new SortedDictionary<string, string>(map.Where(p => p.Key != without).ToDictionary(p => p.Key, p => p.Value), StringComparer.Ordinal);
}
