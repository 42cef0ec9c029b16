namespace Sluice.LocalCluster.Node.Probes;

/// <summary>The outcome of one probe; the message is empty for a success.</summary>
internal readonly record struct ProbeResult(bool Success, string Message)
{
    public static readonly ProbeResult Ok = new(true, "");

    public static ProbeResult Failure(string message) => new(false, message);
}
