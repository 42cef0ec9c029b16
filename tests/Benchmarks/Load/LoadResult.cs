namespace Sluice.Benchmarks.Load;

/// <summary>What a load generator saw.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="Requests">Answers in all.</param>
/// <param name="Median">Median latency.</param>
/// <param name="P99">99th percentile of the latency.</param>
/// <param name="Failures">Answers that were no 2xx, and requests that got none.</param>
internal sealed record LoadResult(double RequestsPerSecond, long Requests, TimeSpan Median, TimeSpan P99, long Failures);
