using Sluice.Routing.Matching;
using Sluice.Translation;

namespace Sluice.Testing.Traffic;

/// <summary>
/// Asks the routing that Sluice's proxies use where requests would go, without a cluster and without a connection. Services and
/// certificates have to be among the manifests; those of other stacks are unknown here and answer 500, as they would if they were missing.
/// </summary>
/// <example>
/// <code>
/// var traffic = TrafficSimulation.Of(await Manifests.FromStackAsync&lt;ShopStack&gt;());
/// Assert.Equal(50, traffic.Get("http://shop.example.com/reviews").Shares["Service/shop/reviews-v3:9080"]);
/// </code>
/// </example>
public sealed class TrafficSimulation
{
    private readonly Dictionary<string, CompiledSnapshot> _gateways;

    private TrafficSimulation(Dictionary<string, CompiledSnapshot> gateways) => _gateways = gateways;

    /// <summary>The routing of a program's gateways.</summary>
    /// <param name="manifests">The program's objects.</param>
    public static TrafficSimulation Of(StackManifests manifests)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        var result = Translator.Translate(ManifestView.Of(manifests), TranslationOptions.Default);
        return new(result.Snapshots.ToDictionary(
            pair => $"{pair.Key.Namespace}/{pair.Key.Name}",
            pair =>
            {
                var compiled = CompiledSnapshot.Compile(pair.Value, CompiledSnapshot.Empty);
                compiled.Publish();
                return compiled;
            }));
    }

    /// <summary>A GET request.</summary>
    /// <param name="url">The whole URL, as a client writes it.</param>
    /// <param name="headers">Request headers.</param>
    public TrafficAnswer Get(string url, params (string Name, string Value)[] headers) => Send(new TrafficRequest { Url = new Uri(url), Headers = headers });

    /// <summary>Any request.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentException">The manifests have no such gateway, or several and the request does not say which.</exception>
    public TrafficAnswer Send(TrafficRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var gateway = Gateway(request.Gateway);
        return RequestHeads.With(request, (in RequestHead head) => Answer(gateway, request, head));
    }

    private CompiledSnapshot Gateway(string? name)
    {
        if (name is null && _gateways.Count == 1)
        {
            return _gateways.Values.Single();
        }

        return name is not null && _gateways.TryGetValue(name, out var gateway)
            ? gateway
            : throw new ArgumentException($"The request is to gateway \"{name}\"; the manifests have: {string.Join(", ", _gateways.Keys.Order(StringComparer.Ordinal))}. Set Gateway to one of them.", nameof(name));
    }

    private static TrafficAnswer Answer(CompiledSnapshot gateway, TrafficRequest request, in RequestHead head)
    {
        var isSecure = request.Url.Scheme == Uri.UriSchemeHttps;
        var port = gateway.Port(request.Url.Port);
        var listener = isSecure ? port?.ForServerName(head.Host) : port?.ForHost(head.Host);
        if (listener is null)
        {
            return new TrafficAnswer { Reason = $"No listener takes {request.Url.Scheme} on port {request.Url.Port} for {request.Url.Host}." };
        }

        var match = listener.Match(head);
        if (match.Rule is not { } rule)
        {
            return new TrafficAnswer { Listener = listener.Config.Name, Status = 404, Reason = "No route of the listener matches." };
        }

        var answer = new TrafficAnswer { Listener = listener.Config.Name, Route = rule.Route.Name, Rule = rule.Config.Index, Mirrors = Mirrors(rule) };
        if (rule.Failure is not null)
        {
            return answer with { Status = 500, Reason = rule.Failure };
        }

        if (rule.Redirect is { } redirect)
        {
            return answer with
            {
                Status = redirect.StatusCode,
                Location = Routing.Filters.Redirects.Location(redirect, head, request.Url.Scheme, request.Url.Port, match.Path!),
            };
        }

        return Forwarded(answer, rule);
    }

    private static TrafficAnswer Forwarded(TrafficAnswer answer, CompiledRule rule)
    {
        var sum = rule.Config.Backends.Sum(backend => (double)backend.Weight);
        if (sum == 0)
        {
            return answer with { Status = 500, Reason = "No backend of the rule has a weight." };
        }

        var shares = rule.Config.Backends
            .GroupBy(backend => backend.Backend, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => 100 * group.Sum(backend => (double)backend.Weight) / sum, StringComparer.Ordinal);
        var failures = rule.Backends.Where(backend => backend.Slot.Current.Failure is not null).ToList();
        return failures.Count == rule.Backends.Length
            ? answer with { Shares = shares, Status = 500, Reason = $"{failures[0].Slot.Name}: {failures[0].Slot.Current.Failure}" }
            : answer with { Shares = shares };
    }

    private static Dictionary<string, double> Mirrors(CompiledRule rule) => rule.Mirrors.ToDictionary(
        mirror => mirror.Slot.Name, mirror => 100.0 * mirror.Numerator / mirror.Denominator, StringComparer.Ordinal);
}
