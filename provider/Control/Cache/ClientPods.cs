using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Cache;

/// <summary>
/// Addresses of pods, watched only in the namespaces that are asked for: there are many pods, and few routes look at their clients.
/// One caller asks; any number read.
/// </summary>
internal sealed class ClientPods(KubernetesApi api, ReflectorSettings settings, Action<CacheChange> changed, ILogger logger)
{
    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private ImmutableArray<Watch> _current = [];
    private ImmutableDictionary<string, EquatableArray<string>> _addresses = ImmutableDictionary<string, EquatableArray<string>>.Empty;

    /// <summary>Sorted addresses by namespace; one that has not been listed yet is missing.</summary>
    public ImmutableDictionary<string, EquatableArray<string>> Addresses
    {
        get
        {
            var watches = _current;
            var next = watches.Where(watch => watch.Reflector.Status.Listed).ToDictionary(watch => watch.Namespace, watch => watch.Addresses());
            var last = Volatile.Read(ref _addresses);
            if (next.Count == last.Count && next.All(pair => last.TryGetValue(pair.Key, out var before) && before == pair.Value))
            {
                return last;
            }

            var read = next.ToImmutableDictionary(StringComparer.Ordinal);
            Volatile.Write(ref _addresses, read);
            return read;
        }
    }

    /// <summary>Watches these namespaces and no others.</summary>
    public void Ask(IReadOnlyCollection<string> namespaces)
    {
        if (namespaces.Count == _watches.Count && namespaces.All(_watches.ContainsKey))
        {
            return;
        }

        foreach (var gone in _watches.Keys.Except(namespaces).ToList())
        {
            _watches.Remove(gone, out var watch);
            watch!.Dispose();
        }

        foreach (var ns in namespaces.Where(ns => !_watches.ContainsKey(ns)))
        {
            _watches[ns] = new Watch(ns, new Reflector<Pod>(api, WatchedKinds.ClientPods(ns), settings, changed, logger));
        }

        _current = [.. _watches.Values];
    }

    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private object? _source;
        private EquatableArray<string> _addresses;

        public Watch(string ns, Reflector<Pod> reflector)
        {
            Namespace = ns;
            Reflector = reflector;
            _ = Task.Run(() => reflector.RunAsync(_end.Token));
        }

        public string Namespace { get; }

        public Reflector<Pod> Reflector { get; }

        public EquatableArray<string> Addresses()
        {
            var pods = Reflector.Store.Objects;
            if (!ReferenceEquals(pods, _source))
            {
                _addresses = [.. pods.Values.Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")).SelectMany(Of).Distinct().Order(StringComparer.Ordinal)];
                _source = pods;
            }

            return _addresses;
        }

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
        }

        private static IEnumerable<string> Of(Pod pod) =>
            (pod.Status?.PodIPs?.Select(address => address.Ip) ?? []).Append(pod.Status?.PodIP).OfType<string>().Where(address => address.Length > 0);
    }
}
