using System.Collections.Concurrent;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Shares of 500 samples, ten at a time: each backend within 5 points of its weight, weight 0 gets nothing.</summary>
internal static class Weights
{
    private const int Samples = 500;
    private const int Parallel = 10;
    private const int Attempts = 10;
    private const double Tolerance = 0.05;

    /// <param name="expected">Weight by Deployment name.</param>
    /// <param name="sample">One request; gives the name of the answering pod.</param>
    public static async Task HoldAsync(Dictionary<string, double> expected, Func<Task<string>> sample)
    {
        var complaint = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var counts = new ConcurrentDictionary<string, int>();
            try
            {
                await System.Threading.Tasks.Parallel.ForAsync(0, Samples, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (_, _) =>
                    counts.AddOrUpdate(Deployment(await sample()), 1, (_, count) => count + 1));
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or System.Net.Sockets.SocketException or Grpc.Core.RpcException)
            {
                complaint = exception.Message;
                continue;
            }

            complaint = string.Join("; ", expected.Keys.Union(counts.Keys).Select(name => Complaint(name, expected, counts)).Where(text => text is not null));
            if (complaint.Length == 0)
            {
                return;
            }
        }

        Assert.Fail($"Weights did not hold in {Attempts} attempts; last: {complaint}");
    }

    private static string? Complaint(string name, Dictionary<string, double> expected, ConcurrentDictionary<string, int> counts)
    {
        var share = counts.GetValueOrDefault(name) / (double)Samples;
        var weight = expected.GetValueOrDefault(name);
        return Math.Abs(share - weight) > Tolerance || (weight == 0 && share > 0) ? $"{name} got {share:P1} of {weight:P0}" : null;
    }

    // A pod is named deployment-hash-hash.
    private static string Deployment(string pod) => string.Join('-', pod.Split('-')[..^2]);
}
