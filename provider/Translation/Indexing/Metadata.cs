using System.Globalization;
using Sluice.GatewayApi;

namespace Sluice.Translation.Indexing;

/// <summary>Reads of metadata that everybody needs, with the same treatment of absence.</summary>
internal static class Metadata
{
    public static ObjectKey Key(this KubernetesObject value) => new(value.Metadata?.Namespace ?? "", value.Metadata?.Name ?? "");

    public static long Generation(this KubernetesObject value) => value.Metadata?.Generation ?? 0;

    public static string Uid(this KubernetesObject value) => value.Metadata?.Uid ?? "";

    /// <summary>Creation time; an object without one counts as the oldest.</summary>
    public static DateTimeOffset CreatedAt(this KubernetesObject value) =>
        DateTimeOffset.TryParse(value.Metadata?.CreationTimestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : DateTimeOffset.UnixEpoch;

    /// <summary>The order in which the API lets objects win: creation time, then namespace and name.</summary>
    public static IOrderedEnumerable<T> OldestFirst<T>(this IEnumerable<T> values)
        where T : KubernetesObject =>
        values.OrderBy(CreatedAt).ThenBy(value => $"{value.Metadata?.Namespace}/{value.Metadata?.Name}", StringComparer.Ordinal);
}
