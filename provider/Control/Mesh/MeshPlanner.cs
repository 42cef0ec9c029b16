using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Mesh;

/// <summary>
/// Decides the next steps of every Service into the mesh or out of it, from what the cluster shows alone, so that it goes on where it
/// was after any interruption. At every moment the Service has endpoints that serve: those of its pods, of the mesh proxies, or both.
/// </summary>
internal static class MeshPlanner
{
    /// <summary>How long an emptied slice, and with it the proxies' listeners, outlives the news that nobody is to be sent there.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long no mesh proxy may be ready before captured Services lead to their pods again: longer than a proxy's container takes to start
    /// anew, so that a crash does not make routes blink; a rollout never comes here, for it always leaves one ready.
    /// </summary>
    public static readonly TimeSpan OpenAfter = TimeSpan.FromSeconds(3);

    private const string Finalizer = "sluice.dev/mesh-release";
    private const string ServiceNameLabel = "kubernetes.io/service-name";
    private const string SliceManagerLabel = "endpointslice.kubernetes.io/managed-by";
    private static readonly string[] PodControllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];

    public static MeshPlan Plan(MeshFacts facts) => new Round(facts).Plan();

    private sealed class Round
    {
        private readonly MeshFacts _facts;
        private readonly ILookup<ObjectKey, EndpointSlice> _slices;
        private readonly HashSet<int> _taken;
        private readonly Service? _proxies;
        private readonly List<MeshStep> _steps = [];
        private DateTimeOffset? _again;

        public Round(MeshFacts facts)
        {
            _facts = facts;
            _slices = facts.Cluster.EndpointSlices.Values
                .Where(slice => slice.Metadata?.Labels?.ContainsKey(ServiceNameLabel) == true)
                .ToLookup(slice => new ObjectKey(slice.Metadata!.Namespace ?? "", slice.Metadata.Labels![ServiceNameLabel]));
            _taken = [.. facts.Cluster.EndpointSlices.Values.Where(MeshNames.IsCapture).SelectMany(slice => slice.Ports ?? []).Select(port => port.Port ?? 0)];
            _proxies = facts.Cluster.Services.GetValueOrDefault(facts.Proxies);
        }

        private bool IsOn => !_facts.IsEnding && _proxies is { Metadata.DeletionTimestamp: null };

        public MeshPlan Plan()
        {
            var isQuiet = true;
            foreach (var (key, service) in _facts.Cluster.Services.OrderBy(pair => pair.Key))
            {
                if (service.Metadata?.DeletionTimestamp is not null)
                {
                    continue;
                }

                var shadow = _facts.Cluster.Services.GetValueOrDefault(MeshNames.Shadow(key));
                var home = _facts.Cluster.Namespaces.GetValueOrDefault(new ObjectKey("", key.Namespace));
                var state = new State(key, service, shadow, [.. _slices[key].Where(MeshNames.IsCapture)], [.. _slices[key].Where(slice => !MeshNames.IsCapture(slice) && !MeshNames.IsOpen(slice))], [.. _slices[key].Where(MeshNames.IsOpen)]);
                if (IsOn && MeshNames.IsEnabled(service, home) && MeshNames.Obstacle(service, shadow) is null)
                {
                    isQuiet = false;
                    Capture(state);
                }
                else if (state.IsTouched)
                {
                    isQuiet = false;
                    Release(state);
                }
            }

            Guard(isQuiet);
            return new MeshPlan(_steps, _again, isQuiet && _steps.Count == 0);
        }

        /// <summary>Holds what releasing takes while any Service is captured: the right to do it, control's account, and the proxies' Service.</summary>
        private void Guard(bool isQuiet)
        {
            if (_proxies?.Metadata is not { } metadata)
            {
                return;
            }

            // First and last: it is by this right that the others are let go.
            if (!isQuiet && _facts.HasPermit != true)
            {
                _steps.Add(new MeshStep.Permit(_facts.Proxies, Hold: true));
            }

            GuardObjects(metadata, isQuiet);
            if (isQuiet && _facts.HasPermit != false)
            {
                _steps.Add(new MeshStep.Permit(_facts.Proxies, Hold: false));
            }
        }

        private void GuardObjects(ObjectMeta metadata, bool isQuiet)
        {
            var has = metadata.Finalizers?.Contains(Finalizer) == true;
            if (has != isQuiet || (!has && !IsOn))
            {
                return;
            }

            // Control's own account too: it goes with the namespace, and without it nothing could be released any more.
            var account = new MeshStep.Patch(
                _facts.Proxies,
                OwnedKinds.ServiceAccounts,
                _facts.Proxies with { Name = ControlDefaults.ControlName },
                new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = isQuiet ? null : new JsonArray(Finalizer) } },
                isQuiet ? "frees control's account, no Service is captured" : "holds control's account while Services are captured");
            var finalizers = (metadata.Finalizers ?? []).Where(name => name != Finalizer).Concat(isQuiet ? [] : [Finalizer]);
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["resourceVersion"] = metadata.ResourceVersion,
                    ["finalizers"] = new JsonArray([.. finalizers.Select(name => JsonValue.Create(name))]),
                },
            };
            var proxies = new MeshStep.Patch(_facts.Proxies, MeshObjects.Services, _facts.Proxies, patch, isQuiet ? "is free to go, no Service is captured" : "is held while Services are captured");
            _steps.AddRange(isQuiet ? new MeshStep[] { proxies, account } : [account, proxies]);
        }

        private void Capture(State state)
        {
            // Step 1: the shadow takes the selector. One that the owner declares beside a front without selector is left to him.
            var selector = state.Selector ?? state.Saved;
            if (selector is not null && !ShadowIsInStep(state, selector))
            {
                _steps.Add(new MeshStep.Apply(state.Key, MeshObjects.Services, MeshNames.Shadow(state.Key), MeshObjects.Shadow(state.Service, MeshNames.Shadow(state.Key), selector)));
                return;
            }

            if (!ShadowCovers(state))
            {
                return;
            }

            // Step 2: the ports are reserved, then, once the proxies serve them, their endpoints published.
            var ports = Ports(state);
            if (ports is null)
            {
                return;
            }

            var isPublished = Publish(state, ports.Value);
            Open(state, isPublished);

            // Step 3: the selector goes.
            if (isPublished && state.Selector is { } present)
            {
                if (state.Saved is not null)
                {
                    _steps.Add(new MeshStep.Warn(
                        state.Key,
                        state.Service.Metadata?.Uid ?? "",
                        "SelectorCameBack",
                        $"spec.selector of Service {state.Key} was set while the Service is in the mesh; it is captured again. Take it out of the mesh with the label {MeshNames.Label}: {MeshNames.Disabled}, or declare it without a selector."));
                }

                _steps.Add(new MeshStep.Patch(state.Key, MeshObjects.Services, state.Key, MeshObjects.TakeSelector(state.Service, present), "is captured"));
                return;
            }

            // Step 4: what the selector made goes too. The older Endpoints first, for the cluster mirrors those of a Service without selector.
            if (isPublished && state.Selector is null && state.Foreign.Any(IsOfPods))
            {
                _steps.Add(new MeshStep.Delete(state.Key, MeshObjects.Endpoints, state.Key, null));
                foreach (var slice in state.Foreign.Where(IsOfPods))
                {
                    _steps.Add(new MeshStep.Delete(state.Key, MeshObjects.Slices, KeyOf(slice), slice.Metadata?.Uid));
                }
            }
        }

        private void Release(State state)
        {
            if (state.Saved is { } saved)
            {
                _steps.Add(new MeshStep.Patch(state.Key, MeshObjects.Services, state.Key, MeshObjects.RestoreSelector(state.Service, saved), "has its selector back"));
                return;
            }

            if (!state.Mine.IsEmpty)
            {
                // The pods take over before the proxies leave.
                if (state.Selector is not null && !Covers(state.Foreign, [.. _slices[MeshNames.Shadow(state.Key)]]))
                {
                    return;
                }

                Close(state);

                foreach (var slice in state.Mine)
                {
                    Empty(state, slice);
                }

                return;
            }

            Close(state);
            if (state.Shadow is { } shadow && MeshNames.IsOurs(shadow))
            {
                _steps.Add(new MeshStep.Delete(state.Key, MeshObjects.Services, MeshNames.Shadow(state.Key), shadow.Metadata?.Uid));
            }
        }

        /// <summary>
        /// While no mesh proxy is ready a captured Service leads to its pods: unrouted traffic is better than none. They stay until proxies are
        /// published again, and follow the pods as long.
        /// </summary>
        private void Open(State state, bool isPublished)
        {
            if (isPublished)
            {
                Close(state);
                return;
            }

            var isOpen = !state.Open.IsEmpty;
            if (state.Selector is not null || (!isOpen && _facts.UnservedSince is null))
            {
                return;
            }

            if (!isOpen && _facts.UnservedSince + OpenAfter is { } at && at > _facts.Now)
            {
                _again = Earlier(_again, at);
                return;
            }

            var wanted = _slices[MeshNames.Shadow(state.Key)].ToDictionary(slice => state.Key with { Name = $"{slice.Metadata?.Name}-open" });
            foreach (var (key, shadow) in wanted.OrderBy(pair => pair.Key))
            {
                var body = MeshObjects.OpenSlice(state.Service, key, shadow);
                if (!state.Open.Any(slice => KeyOf(slice) == key && JsonNode.DeepEquals(Content(slice), Content(shadow))))
                {
                    _steps.Add(new MeshStep.Apply(state.Key, MeshObjects.Slices, key, body));
                }
            }

            Close(state, wanted.ContainsKey);
        }

        private void Close(State state, Predicate<ObjectKey>? except = null)
        {
            foreach (var slice in state.Open.Where(slice => except?.Invoke(KeyOf(slice)) != true))
            {
                _steps.Add(new MeshStep.Delete(state.Key, MeshObjects.Slices, KeyOf(slice), slice.Metadata?.Uid));
            }
        }

        private static JsonArray Content(EndpointSlice slice) =>
            [new JsonArray([.. (slice.Ports ?? []).Select(port => GatewayApiJson.ToTree(port))]), new JsonArray([.. (slice.Endpoints ?? []).Select(endpoint => GatewayApiJson.ToTree(endpoint))])];

        private void Empty(State state, EndpointSlice slice)
        {
            if (slice.Endpoints is { Count: > 0 } || EmptiedAt(slice) is not { } at)
            {
                var ports = (slice.Ports ?? []).Select(port => new CapturedPort(port.Name ?? "", port.Protocol ?? "TCP", port.Port ?? 0));
                _steps.Add(new MeshStep.Apply(
                    state.Key, MeshObjects.Slices, KeyOf(slice), MeshObjects.Slice(state.Service, KeyOf(slice), slice.AddressType ?? "IPv4", ports, [], _facts.Now)));
                _again = Earlier(_again, _facts.Now + Farewell);
            }
            else if (_facts.Now - at >= Farewell)
            {
                _steps.Add(new MeshStep.Delete(state.Key, MeshObjects.Slices, KeyOf(slice), slice.Metadata?.Uid));
            }
            else
            {
                _again = Earlier(_again, at + Farewell);
            }
        }

        /// <returns>Null where there are not enough ports left.</returns>
        private ImmutableArray<CapturedPort>? Ports(State state)
        {
            var known = state.Mine.SelectMany(slice => slice.Ports ?? []).ToList();
            var ports = ImmutableArray.CreateBuilder<CapturedPort>();
            foreach (var port in state.Service.Spec?.Ports ?? [])
            {
                var (name, protocol) = (port.Name ?? "", port.Protocol ?? "TCP");
                var number = known.FirstOrDefault(candidate => (candidate.Name ?? "") == name && (candidate.Protocol ?? "TCP") == protocol)?.Port ?? Next();
                if (number is not { } capture)
                {
                    _steps.Add(new MeshStep.Warn(
                        state.Key,
                        state.Service.Metadata?.Uid ?? "",
                        "NoCapturePort",
                        $"Service {state.Key} is not captured: all ports from {MeshNames.FirstCapturePort} to {MeshNames.LastCapturePort} are taken. Take Services that need no routes out of the mesh."));
                    return null;
                }

                ports.Add(new CapturedPort(name, protocol, capture));
            }

            return ports.ToImmutable();
        }

        private int? Next()
        {
            for (var port = MeshNames.FirstCapturePort; port <= MeshNames.LastCapturePort; port++)
            {
                if (_taken.Add(port))
                {
                    return port;
                }
            }

            return null;
        }

        /// <returns>True where the Service's slices lead to proxies that serve it, as the cluster shows them.</returns>
        private bool Publish(State state, ImmutableArray<CapturedPort> ports)
        {
            var isServed = ports.All(port => _facts.Snapshot.Listeners.Values.Any(listener => listener.BindPort == port.Capture));
            // All of its families, or clients of one would be left without endpoints.
            var isPublished = true;
            foreach (var type in state.Service.Spec?.IpFamilies is { Count: > 0 } families ? families : ["IPv4"])
            {
                var mine = state.Mine.FirstOrDefault(slice => (slice.AddressType ?? "IPv4") == type);
                var known = (mine?.Endpoints ?? []).Select(endpoint => endpoint.TargetRef?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
                var endpoints = isServed
                    ? _slices[_facts.Proxies].Where(slice => (slice.AddressType ?? "IPv4") == type).SelectMany(slice => slice.Endpoints ?? [])
                        .Where(endpoint => endpoint.TargetRef?.Name is { } pod && (known.Contains(pod) || (_facts.Current.Contains(pod) && endpoint.Conditions?.Ready != false)))
                        .OrderBy(endpoint => endpoint.TargetRef!.Name, StringComparer.Ordinal).ToList()
                    : [];
                isPublished &= mine?.Endpoints?.Any(endpoint => endpoint.Conditions?.Ready != false) == true;
                var key = mine is null ? new ObjectKey(state.Key.Namespace, $"{MeshNames.Shadow(state.Key.Name)}-{type.ToLowerInvariant()}") : KeyOf(mine);
                var body = MeshObjects.Slice(state.Service, key, type, ports, endpoints, null);
                if (mine is null || !IsInStep(mine, body))
                {
                    _steps.Add(new MeshStep.Apply(state.Key, MeshObjects.Slices, key, body));
                }
            }

            return isPublished;
        }

        private bool ShadowCovers(State state) => state.Mine.Any(slice => slice.Endpoints is { Count: > 0 })
            || (state.Shadow is not null && Covers([.. _slices[MeshNames.Shadow(state.Key)]], state.Foreign));

        private static bool ShadowIsInStep(State state, JsonObject selector)
        {
            if (state.Shadow is not { } shadow)
            {
                return false;
            }

            var wanted = MeshObjects.Shadow(state.Service, MeshNames.Shadow(state.Key), selector)["spec"]!.AsObject();
            var actual = MeshObjects.Shadow(shadow, MeshNames.Shadow(state.Key), MeshObjects.Selector(shadow.Spec?.Selector ?? new Dictionary<string, string>()))["spec"]!.AsObject();
            // What the server filled in where nothing was asked for is no difference.
            foreach (var (asked, given) in wanted["ports"]!.AsArray().Zip(actual["ports"]!.AsArray()))
            {
                if (asked!["targetPort"] is null)
                {
                    given!.AsObject().Remove("targetPort");
                }
            }

            return JsonNode.DeepEquals(wanted, actual);
        }

        private static bool IsInStep(EndpointSlice actual, JsonObject wanted) =>
            JsonNode.DeepEquals(Text(actual.Ports), wanted["ports"]) && JsonNode.DeepEquals(GatewayApiJson.ToTree(actual)["endpoints"] ?? new JsonArray(), wanted["endpoints"]) && EmptiedAt(actual) is null;

        private static JsonArray Text(IList<EndpointPort>? ports) =>
            new([.. (ports ?? []).Select(port => new JsonObject { ["name"] = port.Name ?? "", ["protocol"] = port.Protocol ?? "TCP", ["port"] = port.Port })]);

        /// <summary>Whether every address that takes traffic by the others does so by these too.</summary>
        private static bool Covers(ImmutableArray<EndpointSlice> slices, ImmutableArray<EndpointSlice> others) => Ready(others).All(Ready(slices).ToHashSet(StringComparer.Ordinal).Contains);

        private static IEnumerable<string> Ready(ImmutableArray<EndpointSlice> slices) =>
            slices.SelectMany(slice => slice.Endpoints ?? []).Where(endpoint => endpoint.Conditions?.Ready != false).SelectMany(endpoint => endpoint.Addresses ?? []);

        private static bool IsOfPods(EndpointSlice slice) => slice.Metadata?.Labels is { } labels && labels.TryGetValue(SliceManagerLabel, out var manager) && PodControllers.Contains(manager);

        private static DateTimeOffset? EmptiedAt(EndpointSlice slice) =>
            slice.Metadata?.Annotations is { } annotations && annotations.TryGetValue(MeshObjects.EmptiedAnnotation, out var text)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;

        private static ObjectKey KeyOf(KubernetesObject item) => new(item.Metadata?.Namespace ?? "", item.Metadata?.Name ?? "");

        private static DateTimeOffset? Earlier(DateTimeOffset? known, DateTimeOffset other) => known is { } at && at < other ? at : other;
    }

    /// <summary>A Service as the cluster shows it.</summary>
    private sealed record State(ObjectKey Key, Service Service, Service? Shadow, ImmutableArray<EndpointSlice> Mine, ImmutableArray<EndpointSlice> Foreign, ImmutableArray<EndpointSlice> Open)
    {
        /// <summary>Null where it has none.</summary>
        public JsonObject? Selector => Service.Spec?.Selector is { Count: > 0 } selector ? MeshObjects.Selector(selector) : null;

        /// <summary>The selector that was taken; null where none was.</summary>
        public JsonObject? Saved => Service.Metadata?.Annotations is { } annotations && annotations.TryGetValue(MeshNames.SelectorAnnotation, out var text) ? Parse(text) : null;

        /// <summary>Something of ours is on it or beside it.</summary>
        public bool IsTouched => Saved is not null || !Mine.IsEmpty || !Open.IsEmpty || (Shadow is not null && MeshNames.IsOurs(Shadow));

        private static JsonObject? Parse(string text)
        {
            try
            {
                return JsonNode.Parse(text) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
