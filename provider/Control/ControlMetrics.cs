using System.Globalization;
using System.Text;

namespace Sluice.Control;

/// <summary>What control counts, in the text format of Prometheus.</summary>
public sealed class ControlMetrics
{
    internal Counter Translations { get; } = new();

    internal Counter TranslationFailures { get; } = new();

    internal Counter StatusWrites { get; } = new();

    internal Counter StatusWriteFailures { get; } = new();

    internal Counter ProvisioningFailures { get; } = new();

    /// <summary>Duration of the last rebuild, from the end of the debounce to the publication.</summary>
    internal TimeSpan LastRebuild { get; set; }

    internal bool Leading { get; set; }

    internal int Gateways { get; set; }

    /// <summary>Appends all metrics.</summary>
    public void Write(StringBuilder text)
    {
        Write(text, "sluice_control_leader", "gauge", "1 while this replica leads.", Leading ? 1 : 0);
        Write(text, "sluice_control_gateways", "gauge", "Gateways that have a configuration.", Gateways);
        Write(text, "sluice_control_translations_total", "counter", "Translations of the cluster.", Translations.Value);
        Write(text, "sluice_control_translation_failures_total", "counter", "Translations that failed; the last good configuration stays.", TranslationFailures.Value);
        Write(text, "sluice_control_last_rebuild_seconds", "gauge", "Duration of the last translation and publication.", LastRebuild.TotalSeconds);
        Write(text, "sluice_control_status_writes_total", "counter", "Statuses written.", StatusWrites.Value);
        Write(text, "sluice_control_status_write_failures_total", "counter", "Statuses that could not be written.", StatusWriteFailures.Value);
        Write(text, "sluice_control_provisioning_failures_total", "counter", "Rounds in which a Gateway's objects could not be made.", ProvisioningFailures.Value);
    }

    private static void Write(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
}

/// <summary>Counts up, from any thread.</summary>
internal sealed class Counter
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Increment() => Interlocked.Increment(ref _value);
}
