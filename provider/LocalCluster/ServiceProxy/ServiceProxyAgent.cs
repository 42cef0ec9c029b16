using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>
/// Serves the addresses of all Services: binds each as soon as it has an endpoint, and lets go of it when it has none,
/// so that the kernel refuses connections at once.
/// </summary>
internal sealed partial class ServiceProxyAgent : IDisposable
{
    private const string PortsAnnotation = "sluice.dev/local-ports";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ClusterCaches _caches;
    private readonly ApiClient _client;
    private readonly EventRecorder _events;
    private readonly ClusterAddresses _block;
    private readonly PortMapping _ports;
    private readonly ClientPods _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<ServiceAddress, IServiceListener> _listeners = [];
    private readonly Signal _dirty = new();
    private readonly HashSet<ServiceAddress> _failing = [];

    public ServiceProxyAgent(
        ClusterCaches caches, ApiClient client, EventRecorder events, ClusterAddresses block, ServiceProxyOptions options)
    {
        _caches = caches;
        _client = client;
        _events = events;
        _block = block;
        _ports = options.Ports;
        _time = options.Time;
        _logger = options.Logger;
        _clients = new ClientPods(block, options.Pods, options.Time);
        caches.Services.OnChange(_ => _dirty.Set());
        caches.EndpointSlices.OnChange(_ => _dirty.Set());
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        await _caches.Synced.WaitAsync(cancel).ConfigureAwait(false);
        while (!cancel.IsCancellationRequested)
        {
            bool complete = Apply();
            await AnnotateAsync(cancel).ConfigureAwait(false);
            await (complete ? _dirty.WaitAsync(cancel) : _dirty.WaitAsync(RetryAfter, _time, cancel)).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (IServiceListener listener in _listeners.Values)
        {
            listener.Dispose();
        }

        _listeners.Clear();
        _clients.Dispose();
    }

    /// <returns>False when an address could not be bound and has to be tried again.</returns>
    private bool Apply()
    {
        Dictionary<ServiceAddress, ServiceTarget> table = ServiceTable.Build(_caches.Services.All, _caches.EndpointSlices.All, _block, _ports);
        foreach (ServiceAddress gone in _listeners.Keys.Where(a => !table.TryGetValue(a, out ServiceTarget? t) || t.EndPoints.IsEmpty).ToList())
        {
            _listeners.Remove(gone, out IServiceListener? listener);
            listener!.Dispose();
        }

        bool complete = true;
        foreach (KeyValuePair<ServiceAddress, ServiceTarget> entry in table.Where(e => !e.Value.EndPoints.IsEmpty))
        {
            if (_listeners.TryGetValue(entry.Key, out IServiceListener? listener))
            {
                if (!listener.Target.Same(entry.Value))
                {
                    listener.Target = entry.Value;
                }
            }
            else
            {
                complete &= TryListen(entry.Key, entry.Value);
            }
        }

        return complete;
    }

    private bool TryListen(ServiceAddress address, ServiceTarget target)
    {
        try
        {
            _listeners[address] = address.Protocol == TransportProtocol.Tcp
                ? new TcpServiceListener(address, target, _clients, _time, _logger)
                : new UdpServiceListener(address, target, _clients, _time);
            _failing.Remove(address);
            return true;
        }
        catch (SocketException e)
        {
            if (_failing.Add(address))
            {
                string message = $"Address {address} cannot be bound: {e.Message}. Stop the program that has it, or give the Service another port.";
                Log.NotBound(_logger, target.Service, message);
                if (_caches.Services.Find(target.Service) is { } service)
                {
                    _events.Warning(new EventSubject(service, Kinds.Services), "AddressNotBound", message);
                }
            }

            return false;
        }
    }

    /// <summary>Without root the ports below the limit are served elsewhere: the Service says where.</summary>
    private async Task AnnotateAsync(CancellationToken cancel)
    {
        if (_ports.ActiveOffset is null)
        {
            return;
        }

        foreach (V1Service service in _caches.Services.All.ToList())
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
                _caches.Services.Observe(await _client.PatchAsync<V1Service>(ObjectKey.Of(service), patch, cancel).ConfigureAwait(false));
                Log.Mapped(_logger, ObjectKey.Of(service), wanted);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException)
            {
                Log.NotBound(_logger, ObjectKey.Of(service), e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4310, LogLevel.Warning, "Service {Service}: {Message}")]
        public static partial void NotBound(ILogger logger, ObjectKey service, string message);

        [LoggerMessage(4311, LogLevel.Information, "Service {Service}: without root its ports are served elsewhere: {Ports}")]
        public static partial void Mapped(ILogger logger, ObjectKey service, string ports);
    }
}

/// <summary>What the service proxy needs besides the API.</summary>
internal sealed record ServiceProxyOptions(PortMapping Ports, IPodProcesses Pods, TimeProvider Time, ILogger Logger);
