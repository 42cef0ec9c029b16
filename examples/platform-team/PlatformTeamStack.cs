using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;

namespace PlatformTeam;

/// <summary>
/// One gateway for all teams. A team's namespace may attach routes if the platform team gave it the label; certificates and hosts are
/// the teams' own, in listener sets.
/// </summary>
public sealed class PlatformTeamStack : Stack
{
    /// <summary>Whoever has this label on a namespace may use the gateway from there.</summary>
    private const string AccessLabel = "gateway-access";

    public PlatformTeamStack()
    {
        var ns = new Namespace("edge", new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = "edge" } }).Metadata.Apply(metadata => metadata.Name);
        var gateway = new SharedGateway("edge", new()
        {
            Namespace = ns,
            Listeners = { Listener.Http("http", 80, AllowRoutes.FromNamespacesWith(new() { { AccessLabel, "edge" } })) },
            ListenerSetsFrom = "All",
        });
        Gateway = gateway.Reference;
        Address = gateway.Address;
    }

    /// <summary>What the teams' stacks attach to.</summary>
    [Output("gateway")]
    public Output<GatewayReference> Gateway { get; private set; }

    /// <summary>Where the gateway listens.</summary>
    [Output("address")]
    public Output<string?> Address { get; private set; }
}
