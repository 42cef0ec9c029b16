using System.Globalization;
using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.ApiServer.Resources;

/// <summary>Kubernetes' order of versions: stable before beta before alpha, higher numbers first, other names last.</summary>
internal static partial class ApiVersions
{
    public static IReadOnlyList<string> Sort(IEnumerable<string> versions) =>
        [.. versions.OrderBy(Rank).ThenByDescending(Major).ThenByDescending(Minor).ThenBy(v => v, StringComparer.Ordinal)];

    private static int Rank(string version)
    {
        var match = Pattern().Match(version);
        return !match.Success ? 3 : match.Groups[2].Value switch { "" => 0, "beta" => 1, _ => 2 };
    }

    private static int Major(string version) => Number(version, 1);

    private static int Minor(string version) => Number(version, 3);

    private static int Number(string version, int group)
    {
        var match = Pattern().Match(version);
        return match.Success && match.Groups[group].Length > 0 ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("^v([0-9]{1,4})(?:(alpha|beta)([0-9]{1,4}))?$")]
    private static partial Regex Pattern();
}
