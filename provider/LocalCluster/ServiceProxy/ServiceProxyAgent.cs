using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;
using ObjectKey = Sluice.LocalCluster.Client.ObjectKey;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>
/// Serves the addresses of all Services: binds each as soon as it has an endpoint, and lets go of it when it has none,
/// so that the kernel refuses connections at once.
/// </summary>
/// <remarks>
/// It attends the store instead of watching the API: whoever reads that an endpoint is ready, or that a Service has an address, can
/// connect in the same moment. A kube-proxy is a little late; here the reader may be the first client, on the same machine.
/// </remarks>
internal sealed partial class ServiceProxyAgent : IDisposable
{
    private const string PortsAnnotation = "sluice.dev/local-ports";
    private const string InUse = "sluice.dev/AddressInUse";
    private const string NotBound = "sluice.dev/AddressNotBound";
    private const string ServicesResource = "services";
    private const string SlicesResource = "endpointslices.discovery.k8s.io";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ObjectStore _store;
    private readonly ApiClient _client;
    private readonly EventRecorder _events;
    private readonly ClusterAddresses _block;
    private readonly PortMapping _ports;
    private readonly ClientPods _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, V1Service> _services = [];
    private readonly Dictionary<ObjectKey, V1EndpointSlice> _slices = [];
    private readonly Dictionary<ServiceAddress, IServiceListener> _listeners = [];

    /// <summary>Addresses that could not be bound, with the reason as a load balancer's status gives it.</summary>
    private readonly Dictionary<ServiceAddress, string> _failing = [];
    private readonly Signal _dirty = new();
    private bool _started;
    private bool _disposed;

    public ServiceProxyAgent(ObjectStore store, ApiClient client, EventRecorder events, ClusterAddresses block, ServiceProxyOptions options)
    {
        _store = store;
        _client = client;
        _events = events;
        _block = block;
        _ports = options.Ports;
        _time = options.Time;
        _logger = options.Logger;
        _clients = new ClientPods(block, options.Pods, options.Time);
        store.Attend(ServicesResource, change => Take(_services, change));
        store.Attend(SlicesResource, change => Take(_slices, change));
        lock (_gate)
        {
            _started = true;
            Apply();
        }
    }

    /// <summary>What need not be done at once: addresses that were not free, and notes on Services.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            bool complete;
            lock (_gate)
            {
                if (_failing.Count > 0)
                {
                    Apply();
                }

                complete = _failing.Count == 0;
            }

            await AnnotateAsync(cancel).ConfigureAwait(false);
            await ReportAsync(cancel).ConfigureAwait(false);
            await (complete ? _dirty.WaitAsync(cancel) : _dirty.WaitAsync(RetryAfter, _time, cancel)).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _store.Unattend(ServicesResource);
        _store.Unattend(SlicesResource);
        lock (_gate)
        {
            _disposed = true;
            foreach (IServiceListener listener in _listeners.Values)
            {
                listener.Dispose();
            }

            _listeners.Clear();
        }

        _clients.Dispose();
    }

    private void Take<T>(Dictionary<ObjectKey, T> known, StoreEvent change)
    {
        var key = new ObjectKey(change.Object.Key.Namespace, change.Object.Key.Name);
        lock (_gate)
        {
            if (change.Type == StoreEventType.Deleted)
            {
                known.Remove(key);
            }
            else if (Read<T>(change.Object) is { } item)
            {
                known[key] = item;
            }

            if (_started)
            {
                Apply();
            }
        }

        _dirty.Set();
    }

    private T? Read<T>(StoredObject item)
    {
        try
        {
            using var stream = new MemoryStream(item.Utf8, writable: false);
            return KubernetesJson.Deserialize<T>(stream);
        }
#pragma warning disable CA1031 // Whatever is wrong with the object, its writer must not fail for it here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotRead(_logger, e, item.Resource, item.Key);
            return default;
        }
    }

    /// <summary>Brings the listeners to what Services and slices say; those that cannot be bound are tried again later.</summary>
    private void Apply()
    {
        if (_disposed)
        {
            return;
        }

        Dictionary<ServiceAddress, ServiceTarget> table = ServiceTable.Build(_services.Values, _slices.Values, _block, _ports);
        foreach (ServiceAddress gone in _listeners.Keys.Where(a => !table.TryGetValue(a, out ServiceTarget? t) || t.EndPoints.IsEmpty).ToList())
        {
            _listeners.Remove(gone, out IServiceListener? listener);
            listener!.Dispose();
        }

        foreach (ServiceAddress gone in _failing.Keys.Where(a => !table.TryGetValue(a, out ServiceTarget? t) || t.EndPoints.IsEmpty).ToList())
        {
            _failing.Remove(gone);
        }

        foreach (KeyValuePair<ServiceAddress, ServiceTarget> entry in table.Where(e => !e.Value.EndPoints.IsEmpty))
        {
            if (!_listeners.TryGetValue(entry.Key, out IServiceListener? listener))
            {
                Listen(entry.Key, entry.Value);
            }
            else if (!listener.Target.Same(entry.Value))
            {
                listener.Target = entry.Value;
            }
        }
    }

    private void Listen(ServiceAddress address, ServiceTarget target)
    {
        try
        {
            _listeners[address] = address.Protocol == TransportProtocol.Tcp
                ? new TcpServiceListener(address, target, _clients, _time, _logger)
                : new UdpServiceListener(address, target, _clients, _time);
            _failing.Remove(address);
        }
        catch (SocketException e)
        {
            if (_failing.TryAdd(address, e.SocketErrorCode == SocketError.AddressAlreadyInUse ? InUse : NotBound))
            {
                string message = $"Address {address} cannot be bound: {e.Message}. Stop the program that has it, or give the Service another port.";
                Log.NotBound(_logger, target.Service, message);
                if (_services.TryGetValue(target.Service, out V1Service? service))
                {
                    _events.Warning(new EventSubject(service, Kinds.Services), "AddressNotBound", message);
                }
            }
        }
    }

    /// <summary>Without root the ports below the limit are served elsewhere: the Service says where.</summary>
    private async Task AnnotateAsync(CancellationToken cancel)
    {
        if (_ports.ActiveOffset is null)
        {
            return;
        }

        List<V1Service> services;
        lock (_gate)
        {
            services = [.. _services.Values];
        }

        foreach (V1Service service in services)
        {
            string wanted = string.Join(',', (service.Spec.Ports ?? [])
                .Where(p => _ports.Map(p.Port) != p.Port)
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Port}={_ports.Map(p.Port)}")));
            string? current = service.Metadata.Annotations?.TryGetValue(PortsAnnotation, out string? value) == true ? value : null;
            if ((current ?? "") == wanted)
            {
                continue;
            }

            try
            {
                var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PortsAnnotation] = wanted.Length == 0 ? null : wanted } } };
                await _client.PatchAsync<V1Service>(ObjectKey.Of(service), patch, cancel).ConfigureAwait(false);
                Log.Mapped(_logger, ObjectKey.Of(service), wanted);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException)
            {
                Log.NotBound(_logger, ObjectKey.Of(service), e.Message);
            }
        }
    }

    private async Task ReportAsync(CancellationToken cancel)
    {
        List<V1Service> services;
        LoadBalancerPorts ports;
        lock (_gate)
        {
            services = [.. _services.Values.Where(static s => s.Spec.Type == "LoadBalancer")];
            ports = new LoadBalancerPorts(_failing.ToImmutableDictionary(), _ports);
        }

        foreach (V1Service service in services)
        {
            if (ports.Correction(service) is not { } ingress)
            {
                continue;
            }

            try
            {
                var patch = new JsonObject { ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = ingress } } };
                await _client.PatchAsync<V1Service>(ObjectKey.Of(service), patch, cancel, "status").ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException)
            {
                Log.NotBound(_logger, ObjectKey.Of(service), e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4312, LogLevel.Error, "An object of {Resource} cannot be read and is not served: {Key}")]
        public static partial void NotRead(ILogger logger, Exception exception, string resource, ApiServer.Storage.ObjectKey key);

        [LoggerMessage(4310, LogLevel.Warning, "Service {Service}: {Message}")]
        public static partial void NotBound(ILogger logger, ObjectKey service, string message);

        [LoggerMessage(4311, LogLevel.Information, "Service {Service}: without root its ports are served elsewhere: {Ports}")]
        public static partial void Mapped(ILogger logger, ObjectKey service, string ports);
    }
}

/// <summary>What the service proxy needs besides the API.</summary>
internal sealed record ServiceProxyOptions(PortMapping Ports, IPodProcesses Pods, TimeProvider Time, ILogger Logger);
