using System.Net;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.ApiServer.Allocation;

namespace Sluice.LocalCluster.ApiServer;

/// <summary>How an API server is started.</summary>
public sealed record ApiServerOptions
{
    public const int DefaultPort = 6443;

    /// <summary>The loopback address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Parse("127.30.0.1");

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Folder for objects, keys and certificates; null keeps everything in memory.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Cluster IPs of Services.</summary>
    public AddressBlock ServiceAddresses { get; init; } = AddressBlock.Parse("127.30.16.0/20");

    /// <summary>Serves pods/log, pods/exec, pods/attach and pods/portforward; null answers them as for a pod without a node.</summary>
    public INodeAgentEndpoint? NodeAgent { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory? Logging { get; init; }
}
