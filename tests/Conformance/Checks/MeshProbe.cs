using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Sends requests from a pod of the mesh, by running the echo client in it, and compares what it prints.</summary>
internal sealed class MeshProbe(ConformanceCluster cluster, string ns = MeshManifests.Mesh, string version = "v1")
{
    private const string Container = "echo";
    private const int RequiredSuccesses = 3;
    private const int Samples = 500;
    private const int Attempts = 10;
    private const double Tolerance = 0.05;
    private static readonly TimeSpan Consistency = TimeSpan.FromSeconds(30);

    /// <summary>Three requests in a row end as expected.</summary>
    public Task ExpectAsync(string url, Exchange expected) => Eventually.HoldsAsync(
        $"{url}{expected.Path} from {ns}", Consistency, async () => (await SendAsync(url, expected, RequiredSuccesses)) switch
        {
            { Complaint: { } complaint } => complaint,
            { Answers: { Count: RequiredSuccesses } answers } => answers.Select(answer => Mismatch(expected, answer)).FirstOrDefault(complaint => complaint is not null),
            var sent => $"{sent.Answers.Count} answers of {RequiredSuccesses}",
        });

    public async Task ExpectAsync(string url, params Exchange[] expected)
    {
        foreach (var exchange in expected)
        {
            await ExpectAsync(url, exchange);
        }
    }

    /// <summary>Paths and the backend that answers, or a status.</summary>
    public Task ExpectAsync(string url, params (string Path, string Expected)[] cases) =>
        ExpectAsync(url, [.. cases.Select(item => int.TryParse(item.Expected, CultureInfo.InvariantCulture, out var status) ? new Exchange(item.Path) { Status = [status] } : Exchange.To(item.Path, item.Expected))]);

    /// <summary>Shares of 500 requests of one client.</summary>
    public async Task ExpectWeightsAsync(string url, Dictionary<string, double> weights)
    {
        var complaint = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (answers, failure) = await SendAsync(url, new Exchange("/"), Samples);
            var counts = answers.GroupBy(answer => weights.Keys.FirstOrDefault(name => answer.Pod.StartsWith(name + "-", StringComparison.Ordinal)) ?? answer.Pod).ToDictionary(group => group.Key, group => group.Count());
            complaint = failure ?? string.Join("; ", weights.Keys.Union(counts.Keys)
                .Where(name => Math.Abs((counts.GetValueOrDefault(name) / (double)Samples) - weights.GetValueOrDefault(name)) > Tolerance)
                .Select(name => $"{name} got {counts.GetValueOrDefault(name)} of {Samples}"));
            if (complaint.Length == 0)
            {
                return;
            }
        }

        Assert.Fail($"Weights did not hold in {Attempts} attempts; last: {complaint}");
    }

    private async Task<(List<Answer> Answers, string? Complaint)> SendAsync(string url, Exchange exchange, int count)
    {
        List<string> command = ["client", url + exchange.Path, $"--count={count}"];
        if (!url.StartsWith("grpc:", StringComparison.Ordinal))
        {
            command.Add($"--method={exchange.Method}");
        }

        foreach (var (name, value) in exchange.Headers)
        {
            command.AddRange(["-H", $"{name}:{value}"]);
        }

        if (exchange.Host is { } host)
        {
            command.AddRange(["-H", $"Host:{host}"]);
        }

        var pods = await cluster.Objects.ListAsync("Pod", ns, $"app=echo,version={version}");
        var pod = (string)pods[0]["metadata"]!["name"]!;
        var (output, errors) = await ExecAsync(pod, command);
        var failed = output.Split('\n').FirstOrDefault(line => line.StartsWith("Error=", StringComparison.Ordinal)) ?? (errors.Length > 0 ? errors : null);
        return ([.. output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(text => text.Contains("StatusCode=", StringComparison.Ordinal)).Select(Answer.Read)], failed);
    }

    /// <summary>Standard output, and what else there was to say: standard error, and a status that is not success.</summary>
    private async Task<(string Output, string Errors)> ExecAsync(string pod, List<string> command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = await cluster.Kubernetes.WebSocketNamespacedPodExecAsync(
            pod, ns, command, Container, stderr: true, stdin: false, stdout: true, tty: false, webSocketSubProtocol: "v4.channel.k8s.io", cancellationToken: limit.Token);
        StringBuilder[] channels = [new(), new(), new(), new()];
        var buffer = new byte[64 * 1024];
        var (channel, isStart) = (0, true);
        while (true)
        {
            var frame = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            if (frame.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            // The first byte of a message names its channel.
            var data = buffer.AsMemory(0, frame.Count);
            if (isStart && data.Length > 0)
            {
                channel = data.Span[0];
                data = data[1..];
            }

            isStart = frame.EndOfMessage;
            channels[channel].Append(Encoding.UTF8.GetString(data.Span));
        }

        var status = channels[3].ToString();
        return (channels[1].ToString(), channels[2] + (status.Contains("\"Success\"", StringComparison.Ordinal) ? "" : $"exec ended with: {status}"));
    }

    private static string? Mismatch(Exchange expected, Answer answer)
    {
        if (!expected.Status.Contains(answer.Status))
        {
            return $"status {answer.Status}, expected {string.Join(" or ", expected.Status)}";
        }

        if (expected.Backend is { } backend && !answer.Pod.StartsWith(backend, StringComparison.Ordinal))
        {
            return $"answered by {answer.Pod}, expected {backend}";
        }

        return expected.SeenHeaders.Select(header => Header(answer.Seen, header.Key) == header.Value ? null : $"the backend saw {header.Key}: {Header(answer.Seen, header.Key)}, expected {header.Value}")
            .Concat(expected.SeenAbsent.Select(name => Header(answer.Seen, name) is { } value ? $"the backend saw {name}: {value}, expected none" : null))
            .Concat(expected.ResponseHeaders.Select(header => header.Value.Contains(Header(answer.Received, header.Key)) ? null : $"response header {header.Key}: {Header(answer.Received, header.Key)}, expected {header.Value[0]}"))
            .Concat(expected.ResponseAbsent.Select(name => Header(answer.Received, name) is { } value ? $"response header {name}: {value}, expected none" : null))
            .FirstOrDefault(complaint => complaint is not null);
    }

    private static string? Header(ILookup<string, string> headers, string name) => headers[name].Any() ? string.Join(',', headers[name]) : null;

    /// <summary>What the client printed of one answer.</summary>
    private sealed record Answer(int Status, string Pod, ILookup<string, string> Seen, ILookup<string, string> Received)
    {
        public static Answer Read(string text)
        {
            var lines = text.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]);
            return new Answer(
                int.Parse(lines["StatusCode"].First(), CultureInfo.InvariantCulture), lines["Hostname"].FirstOrDefault() ?? "", Headers(lines["RequestHeader"]), Headers(lines["ResponseHeader"]));
        }

        private static ILookup<string, string> Headers(IEnumerable<string> lines) =>
            lines.Select(line => line.Split(':', 2)).ToLookup(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
    }
}
