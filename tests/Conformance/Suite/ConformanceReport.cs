using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>
/// Collects outcomes and writes them as an official ConformanceReport (apiVersion gateway.networking.k8s.io/v1) and as a table. Results
/// are taken after a case has ended, never before.
/// </summary>
internal static class ConformanceReport
{
    private static readonly ConcurrentDictionary<string, CaseOutcome> Outcomes = new();

    public static void Add(CaseOutcome outcome) => Outcomes[outcome.ShortName] = outcome;

    public static async Task WriteAsync(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var outcomes = Outcomes.Values.OrderBy(outcome => outcome.ShortName, StringComparer.Ordinal).ToList();
        await File.WriteAllTextAsync(Path.Combine(folder, "report.yaml"), Yaml(outcomes, now));
        await File.WriteAllTextAsync(Path.Combine(folder, "table.txt"), Table(outcomes));
    }

    private static string Yaml(List<CaseOutcome> outcomes, DateTimeOffset now)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"""
            apiVersion: gateway.networking.k8s.io/v1
            kind: ConformanceReport
            date: "{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            gatewayAPIChannel: experimental
            gatewayAPIVersion: v1.6.1
            mode: default
            implementation:
              contact:
              - https://github.com/sluice-dev/sluice/issues
              organization: sluice-dev
              project: sluice
              url: https://github.com/sluice-dev/sluice
              version: v0.1.0
            profiles:

            """);
        foreach (var profile in Profile.All.Where(profile => outcomes.Exists(profile.Counts)).OrderBy(profile => profile.Name, StringComparer.Ordinal))
        {
            var counted = outcomes.Where(profile.Counts).ToList();
            var extended = counted.Where(profile.IsExtended).ToList();
            yaml.Append(CultureInfo.InvariantCulture, $"- name: {profile.Name}\n  core:\n");
            Append(yaml, counted.Except(extended).ToList(), indent: "    ");
            if (extended.Count > 0)
            {
                yaml.Append("  extended:\n");
                Append(yaml, extended, indent: "    ");
                yaml.Append("    supportedFeatures:\n").AppendJoin("", profile.Extended.Order(StringComparer.Ordinal).Select(feature => $"    - {feature}\n"));
            }

            yaml.Append(CultureInfo.InvariantCulture, $"  summary: {Summary(counted.Except(extended), extended)}\n");
        }

        var provisional = outcomes.Where(outcome => outcome is { Provisional: true, Passed: true }).Select(outcome => outcome.ShortName).ToList();
        if (provisional.Count > 0)
        {
            yaml.Append("succeededProvisionalTests:\n").AppendJoin("", provisional.Select(name => $"- {name}\n"));
        }

        return yaml.ToString();
    }

    private static void Append(StringBuilder yaml, List<CaseOutcome> outcomes, string indent)
    {
        var failed = outcomes.Where(outcome => !outcome.Passed).Select(outcome => outcome.ShortName).ToList();
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}result: {(failed.Count > 0 ? "failure" : "success")}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"{indent}statistics:\n{indent}  Failed: {failed.Count}\n{indent}  Passed: {outcomes.Count - failed.Count}\n{indent}  Skipped: 0\n");
        if (failed.Count > 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{indent}failedTests:\n").AppendJoin("", failed.Select(name => $"{indent}- {name}\n"));
        }
    }

    private static string Summary(IEnumerable<CaseOutcome> core, List<CaseOutcome> extended)
    {
        string Part(string name, IEnumerable<CaseOutcome> part) =>
            part.Count(outcome => !outcome.Passed) is > 0 and var failed ? $"{name} tests failed with {failed} test failures." : $"{name} tests succeeded.";
        return extended.Count == 0 ? Part("Core", core) : $"{Part("Core", core)} {Part("Extended", extended)}";
    }

    private static string Table(List<CaseOutcome> outcomes)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"{"PROFILE",-14} {"CORE",9} {"EXTENDED",9} {"FEATURES",9}\n");
        foreach (var profile in Profile.All)
        {
            var counted = outcomes.Where(profile.Counts).ToList();
            var core = counted.Where(outcome => !profile.IsExtended(outcome)).ToList();
            var extended = counted.Where(profile.IsExtended).ToList();
            table.Append(CultureInfo.InvariantCulture, $"{profile.Name,-14} {Share(core),9} {Share(extended),9} {profile.Extended.Count,9}\n");
        }

        foreach (var outcome in outcomes.Where(outcome => !outcome.Passed))
        {
            table.Append(CultureInfo.InvariantCulture, $"FAILED {outcome.ShortName}\n");
        }

        return table.Append(CultureInfo.InvariantCulture, $"{outcomes.Count} tests\n").ToString();
    }

    private static string Share(List<CaseOutcome> outcomes) => $"{outcomes.Count(outcome => outcome.Passed)}/{outcomes.Count}";
}
