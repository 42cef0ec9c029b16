using System.Collections.Immutable;
using System.Globalization;
using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>A gateway's arguments become a Gateway, with grants and redirects where its listeners ask for them.</summary>
internal static class SharedGatewaySynthesis
{
    private const int DefaultCpuPercent = 80;

    public static Named<GatewayArgs> Gateway(Gate gate, string name, SharedGatewayArgs args)
    {
        var spec = new GatewaySpecArgs
        {
            GatewayClassName = args.ClassName ?? PlatformNames.ManagedClass,
            Listeners = GatewayListeners.Of(args.Listeners),
        };
        if (Lists.OrNone(args.Addresses.Select(address => new GatewaySpecAddressArgs { Type = address.Type ?? "IPAddress", Value = address.Value })) is { } addresses)
        {
            spec.Addresses = addresses;
        }

        if (Infrastructure(args) is { } infrastructure)
        {
            spec.Infrastructure = infrastructure;
        }

        if (args.ListenerSetsFrom is not null)
        {
            spec.AllowedListeners = new AllowedListenersArgs { Namespaces = new ListenerNamespacesArgs { From = args.ListenerSetsFrom } };
        }

        if (ClientValidation(args) is { } tls)
        {
            spec.Tls = tls;
        }

        var metadata = Metadata.Of(gate, name, args.Namespace, args.Labels, Annotations(args)).WaitingFor(Waits.Programmed(GatewayListeners.Names(args.Listeners)), args.SkipAwait);
        return new(name, args.Transformed(new GatewayArgs { Metadata = metadata, Spec = spec }));
    }

    public static ImmutableArray<Named<ReferenceGrantArgs>> Grants(Gate gate, string name, SharedGatewayArgs args) =>
        GatewayListeners.CertificateGrants(gate, name, Kinds.Gateway, args.Namespace, args.Listeners);

    private static InputMap<string>? Annotations(SharedGatewayArgs args)
    {
        var annotations = new InputMap<string>();
        var isAny = false;

        void Add(string key, Input<string>? value)
        {
            if (value is not null)
            {
                annotations.Add(key, value);
                isAny = true;
            }
        }

        Add(GatewayAnnotations.ServiceType, args.ServiceType);
        Add(GatewayAnnotations.Replicas, Text(args.Replicas));
        Add(GatewayAnnotations.ExternalTrafficPolicy, args.ExternalTrafficPolicy);
        Add(GatewayAnnotations.Autoscaling, Autoscaling(args.Autoscaling));
        return isAny ? InputMap<string>.Merge(annotations, args.Annotations ?? []) : args.Annotations;
    }

    private static Input<string>? Autoscaling(AutoscalingArgs? autoscaling) => autoscaling is null
        ? null
        : (Input<string>)Output.Format($"{autoscaling.MinReplicas}-{autoscaling.MaxReplicas}@{autoscaling.CpuPercent ?? DefaultCpuPercent}");

    private static Input<string>? Text(Input<int>? number) =>
        number is null ? null : (Input<string>)number.Apply(value => value.ToString(CultureInfo.InvariantCulture));

    private static GatewayInfrastructureArgs? Infrastructure(SharedGatewayArgs args)
    {
        if (args.InfrastructureLabels is null && args.InfrastructureAnnotations is null && args.Parameters is null)
        {
            return null;
        }

        var infrastructure = new GatewayInfrastructureArgs();
        if (args.InfrastructureLabels is not null)
        {
            infrastructure.Labels = args.InfrastructureLabels;
        }

        if (args.InfrastructureAnnotations is not null)
        {
            infrastructure.Annotations = args.InfrastructureAnnotations;
        }

        if (args.Parameters is { } parameters)
        {
            infrastructure.ParametersRef = new LocalParametersReferenceArgs { Group = parameters.Group, Kind = parameters.Kind, Name = parameters.Name };
        }

        return infrastructure;
    }

    private static GatewayTLSConfigArgs? ClientValidation(SharedGatewayArgs args)
    {
        var ports = args.Listeners.Where(listener => listener.ClientValidation is not null).Select(listener => new TLSPortConfigArgs
        {
            Port = listener.Port,
            Tls = new TLSConfigArgs { Validation = Validation(listener.ClientValidation!) },
        });
        return Lists.OrNone(ports) is { } perPort
            ? new GatewayTLSConfigArgs { Frontend = new FrontendTLSConfigArgs { Default = new TLSConfigArgs(), PerPort = perPort } }
            : null;
    }

    private static FrontendTLSValidationArgs Validation(ClientValidationArgs validation) => new()
    {
        Mode = validation.Mode,
        CaCertificateRefs = validation.CaConfigMaps
            .Select(name => new ObjectReferenceArgs { Group = Kinds.CoreGroup, Kind = Kinds.ConfigMap, Name = name })
            .ToArray(),
    };
}
