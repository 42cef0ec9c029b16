using System.Text.Json.Nodes;
using Sluice.Engine;
using Sluice.Engine.Kubernetes;

namespace Sluice.Cli.Explaining;

/// <summary>The replica of Sluice's controller that leads: it alone knows what the proxies serve.</summary>
internal sealed class ControlPod
{
    private const string LeaseName = "sluice-control-leader";
    private const int HealthPort = 15020;

    /// <summary>Stands for the mesh where gateways have their name; no object can have it.</summary>
    public const string MeshName = ":mesh";

    private readonly KubeApi _api;
    private readonly PodPort _port;

    private ControlPod(KubeApi api, PodPort port)
    {
        _api = api;
        _port = port;
    }

    public string MeshPlane => $"{_port.Namespace}/{MeshName}";

    public string Name => $"{_port.Namespace}/{_port.Pod}";

    /// <exception cref="EngineException">Sluice does not run in this cluster, or nobody leads at the moment.</exception>
    public static async Task<ControlPod> FindAsync(KubeApi api, CancellationToken cancellation)
    {
        var leases = (await api.GetAsync($"/apis/coordination.k8s.io/v1/leases?fieldSelector={Uri.EscapeDataString($"metadata.name={LeaseName}")}", cancellation)).Object["items"] as JsonArray;
        if (leases is not [JsonObject lease, ..] || (string?)lease["metadata"]?["namespace"] is not { } ns)
        {
            throw new EngineException($"Sluice's controller has never run in this cluster: there is no Lease {LeaseName}. Deploy the platform: `sluice local start` for the local cluster, a stack with SluicePlatform for another.");
        }

        if ((string?)lease["spec"]?["holderIdentity"] is not { Length: > 0 } leader)
        {
            throw new EngineException($"No replica of Sluice's controller leads (Lease {ns}/{LeaseName} has no holder). See whether it runs: kubectl -n {ns} get pods");
        }

        if (await api.FindAsync($"/api/v1/namespaces/{ns}/pods/{leader}", cancellation) is null)
        {
            throw new EngineException($"The replica that led Sluice's controller, pod {ns}/{leader}, is gone and no other has taken over yet. Try again in a few seconds; if it stays so: kubectl -n {ns} get pods");
        }

        return new ControlPod(api, new PodPort(ns, leader, HealthPort));
    }

    /// <exception cref="EngineException">The replica does not answer.</exception>
    public Task<(int Status, string Body)> GetAsync(string pathAndQuery, CancellationToken cancellation) => _api.GetFromPodAsync(_port, pathAndQuery, cancellation);
}
