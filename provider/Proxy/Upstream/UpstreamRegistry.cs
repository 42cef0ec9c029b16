using System.Collections.Immutable;
using System.Net;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Upstream;

/// <summary>All endpoints in use, across snapshots. Applying a snapshot touches the backends that changed and no others.</summary>
internal sealed class UpstreamRegistry(ProxyLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EndpointKey, UpstreamEndpoint> _endpoints = [];
    private long _nextTrim;

    /// <summary>Prepares the views of all backends that differ from those of <paramref name="previous"/>.</summary>
    public UpstreamChange Prepare(CompiledSnapshot compiled, RoutingSnapshot previous)
    {
        var change = new UpstreamChange(this);
        var next = compiled.Config;
        var certificatesChanged = !ReferenceEquals(next.Certificates, previous.Certificates);
        foreach (var (name, config) in next.Backends)
        {
            if (compiled.Backend(name) is not { } slot)
            {
                continue;
            }

            var backend = UpstreamBackend.Of(slot);
            if (backend is null)
            {
                slot.State = backend = new UpstreamBackend();
            }
            else if (ReferenceEquals(backend.View.Config, config) && !(certificatesChanged && config.Tls is not null))
            {
                continue;
            }

            change.Add(name, backend, View(config, next.Certificates));
        }

        foreach (var name in previous.Backends.Keys)
        {
            if (!next.Backends.ContainsKey(name) && compiled.Backend(name) is { State: UpstreamBackend gone })
            {
                change.Add(name, gone, BackendView.Gone);
            }
        }

        return change;
    }

    /// <summary>Makes a view current and lets go of the endpoints of the one before.</summary>
    public void Publish(UpstreamBackend backend, BackendView view)
    {
        var old = backend.View;
        backend.Publish(view);
        lock (_lock)
        {
            foreach (var endpoint in old.Endpoints)
            {
                if (endpoint.Release())
                {
                    _endpoints.Remove(endpoint.Key);
                }
            }
        }
    }

    /// <summary>Closes idle connections past their time; called at every sweep, works once a second.</summary>
    public void Trim(long now)
    {
        if (now < _nextTrim)
        {
            return;
        }

        _nextTrim = now + 1000;
        UpstreamEndpoint[] endpoints;
        lock (_lock)
        {
            endpoints = [.. _endpoints.Values];
        }

        foreach (var endpoint in endpoints)
        {
            endpoint.Trim(now, limits.UpstreamIdleTimeout);
        }
    }

    /// <summary>Closes everything idle, when the proxy stops.</summary>
    public void Close()
    {
        lock (_lock)
        {
            foreach (var endpoint in _endpoints.Values)
            {
                endpoint.Trim(long.MaxValue, TimeSpan.Zero);
            }
        }
    }

    private BackendView View(BackendConfig config, ImmutableDictionary<string, CertificateConfig> certificates)
    {
        if (config.Failure is not null)
        {
            return new BackendView(config, [], config.Failure);
        }

        UpstreamTls? tls = null;
        if (config.Tls is not null)
        {
            tls = UpstreamTls.TryCreate(config.Tls, certificates, out var problem);
            if (tls is null)
            {
                return new BackendView(config, [], problem);
            }
        }

        var endpoints = ImmutableArray.CreateBuilder<UpstreamEndpoint>(config.Endpoints.Length);
        lock (_lock)
        {
            foreach (var endpoint in config.Endpoints)
            {
                var key = new EndpointKey(endpoint.Address, endpoint.Port, tls?.Identity ?? "");
                if (!_endpoints.TryGetValue(key, out var shared))
                {
                    if (!IPAddress.TryParse(endpoint.Address, out var address))
                    {
                        continue;
                    }

                    _endpoints.Add(key, shared = new UpstreamEndpoint(key, new IPEndPoint(address, endpoint.Port), tls));
                }

                shared.AddReference();
                endpoints.Add(shared);
            }
        }

        return new BackendView(config, endpoints.ToImmutable(), null);
    }
}
