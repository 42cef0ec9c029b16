namespace Sluice.Distribution.Client;

/// <summary>Where a proxy finds control, and who it is.</summary>
public sealed record ConfigStreamClientOptions
{
    /// <summary><c>namespace/name</c> of the Gateway it serves.</summary>
    public required string Gateway { get; init; }

    /// <summary>Name of its pod.</summary>
    public required string Proxy { get; init; }

    public string Build { get; init; } = "";

    /// <summary>Asked at every attempt, because the address may be a file that control keeps current: <c>host:port</c>.</summary>
    public required Func<string> Address { get; init; }

    /// <summary>The name the serving certificate must carry, whatever address it is reached by.</summary>
    public required string ServerName { get; init; }

    /// <summary>PEM file of the CAs to trust, read at every attempt, because it rotates.</summary>
    public required string CaFile { get; init; }

    /// <summary>File of the projected service account token, read at every attempt.</summary>
    public required string TokenFile { get; init; }

    /// <summary>Where the last good snapshot is kept; null: nowhere.</summary>
    public string? SnapshotFile { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number from 0 to 1 per attempt.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public TimeSpan MinBackoff { get; init; } = ConfigStreamDefaults.MinBackoff;

    public TimeSpan MaxBackoff { get; init; } = ConfigStreamDefaults.MaxBackoff;
}
