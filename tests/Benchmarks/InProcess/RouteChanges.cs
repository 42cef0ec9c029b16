using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Distribution.Units;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Yaml;
using Sluice.Proxy;
using Sluice.Translation;

namespace Sluice.Benchmarks.InProcess;

/// <summary>
/// From a changed HTTPRoute in the view to the answer that shows the change: translate, encode, decode, compile, publish, ask. What an API
/// server and a network add is not in it, nor the debounce of 5 ms.
/// </summary>
internal static class RouteChanges
{
    private const int Routes = 5_000;
    private const int Changes = 300;
    private const int WarmUp = 50;

    private static readonly ObjectKey Gateway = new("bench", "bench");
    private static readonly IPAddress Address = new([127, 77, 0, 40]);

    public static async Task RunAsync()
    {
        var view = Views();
        var translated = Translator.Translate(view, TranslationOptions.Default);
        var encoded = EncodedSnapshot.Of(translated.Snapshots[Gateway], EncodedSnapshot.Empty);
        var received = new ReceivedSnapshot();
        received.Load(translated.Snapshots[Gateway]);
        await using var proxy = new ProxyServer(new ProxyOptions { BindAddress = Address, AccessLog = AccessLogFormat.None }, NullLoggerFactory.Instance);
        await proxy.StartAsync();
        await proxy.ApplyAsync(received.ToSnapshot());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{Address}:8080/") };
        var random = new Random(1);
        var times = new List<double[]>();
        var bytes = new List<long[]>();
        for (var i = 0; i < WarmUp + Changes; i++)
        {
            var route = random.Next(Routes);
            var target = $"/changed-{i}";
            var allocated = new long[] { GC.GetTotalAllocatedBytes(), 0, 0, 0 };
            var start = Stopwatch.GetTimestamp();
            view = view with { HttpRoutes = view.HttpRoutes.SetItem(new ObjectKey("bench", $"r{route}"), Route(route, target)) };
            translated = Translator.Translate(view, TranslationOptions.Default, translated.Memo);
            var afterTranslation = Stopwatch.GetTimestamp();
            allocated[1] = GC.GetTotalAllocatedBytes();

            var next = EncodedSnapshot.Of(translated.Snapshots[Gateway], encoded);
            foreach (var change in SnapshotDelta.Between([.. encoded.Sets], next, new Distribution.Protocol.Version(), 1 << 20).SelectMany(update => update.Changes))
            {
                received.Apply(change);
            }

            encoded = next;
            var snapshot = received.ToSnapshot();
            var afterTransfer = Stopwatch.GetTimestamp();
            allocated[2] = GC.GetTotalAllocatedBytes();

            await proxy.ApplyAsync(snapshot);
            var afterApply = Stopwatch.GetTimestamp();
            allocated[3] = GC.GetTotalAllocatedBytes();

            using var response = await http.GetAsync(new Uri($"route-{route}", UriKind.Relative));
            if (response.Headers.Location?.OriginalString.EndsWith(target, StringComparison.Ordinal) != true)
            {
                throw new InvalidOperationException($"Route {route} does not serve its change: {response.Headers.Location}");
            }

            times.Add([Milliseconds(start, Stopwatch.GetTimestamp()), Milliseconds(start, afterTranslation), Milliseconds(afterTranslation, afterTransfer), Milliseconds(afterTransfer, afterApply)]);
            bytes.Add([allocated[3] - allocated[0], allocated[1] - allocated[0], allocated[2] - allocated[1], allocated[3] - allocated[2]]);
        }

        Console.WriteLine($"A route change among {Routes:N0} routes, {Changes} times, until a request sees it:");
        var names = new[] { "in all", "translate", "encode, decode", "compile, publish" };
        for (var part = 0; part < names.Length; part++)
        {
            var sorted = times.Skip(WarmUp).Select(sample => sample[part]).Order().ToArray();
            Console.WriteLine($"{names[part],18}: p50 {sorted[sorted.Length / 2],7:F2} ms, p99 {sorted[(int)(sorted.Length * 0.99)],7:F2} ms, {bytes.Skip(WarmUp).Average(sample => sample[part]) / 1024,8:F0} KiB allocated");
        }
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static ClusterView Views()
    {
        var @class = (GatewayClass)Parse("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            """);
        var gateway = (Gateway)Parse("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: bench, namespace: bench}
            spec: {gatewayClassName: sluice, listeners: [{name: http, port: 8080, protocol: HTTP}]}
            """);
        var view = ClusterView.Empty;
        return view with
        {
            GatewayClasses = view.GatewayClasses.Add(new ObjectKey("", "sluice"), @class),
            Gateways = view.Gateways.Add(Gateway, gateway),
            HttpRoutes = view.HttpRoutes.AddRange(Enumerable.Range(0, Routes).Select(i => KeyValuePair.Create(new ObjectKey("bench", $"r{i}"), Route(i, "/first")))),
        };
    }

    // A redirect shows the change without a backend.
    private static HTTPRoute Route(int index, string target) => new()
    {
        Metadata = new ObjectMeta { Name = $"r{index}", Namespace = "bench", Uid = $"uid-{index}", Generation = 1, CreationTimestamp = "2026-01-01T00:00:00Z" },
        Spec = new HTTPRouteSpec
        {
            ParentRefs = [new ParentReference { Name = "bench" }],
            Rules =
            [
                new HTTPRouteRule
                {
                    Matches = [new HTTPRouteMatch { Path = new HTTPPathMatch { Type = "PathPrefix", Value = $"/route-{index}" } }],
                    Filters =
                    [
                        new HTTPRouteFilter
                        {
                            Type = "RequestRedirect",
                            RequestRedirect = new HTTPRequestRedirectFilter { Path = new HTTPPathModifier { Type = "ReplaceFullPath", ReplaceFullPath = target } },
                        },
                    ],
                },
            ],
        },
    };

    private static KubernetesObject Parse(string yaml) => GatewayApiJson.FromTree(Manifests.ParseTrees(yaml).Single());
}
