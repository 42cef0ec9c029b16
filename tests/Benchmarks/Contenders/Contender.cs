using System.Net;

namespace Sluice.Benchmarks.Contenders;

/// <summary>A reverse proxy in the comparison: one listener, everything to one upstream, no access log.</summary>
/// <param name="Name">As it appears in the table.</param>
/// <param name="Package">What has to be installed; null for what is built here.</param>
/// <param name="Start">Starts it at an address, before an upstream, with so many threads.</param>
internal sealed record Contender(string Name, string? Package, Func<ContenderSetting, BenchProcess> Start);

/// <param name="Address">Where to listen.</param>
/// <param name="Upstream">Where to send to.</param>
/// <param name="Threads">As many as there are CPUs for proxies.</param>
/// <param name="Folder">For configuration and state.</param>
/// <param name="Routes">Routes in the table; a request always goes to the last one.</param>
/// <param name="Certificate">Set where the listener is to terminate TLS and speak HTTP/2 besides.</param>
internal sealed record ContenderSetting(IPEndPoint Address, IPEndPoint Upstream, int Threads, string Folder, int Routes, BenchCertificate? Certificate = null);
