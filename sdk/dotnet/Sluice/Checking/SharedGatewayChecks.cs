using Pulumi;
namespace Sluice.Checking;

/// <summary>Checks of a gateway's arguments.</summary>
internal static class SharedGatewayChecks
{
    public static ArgsCheck Check(SharedGatewayArgs args)
    {
        var check = new ArgsCheck();
        check.Value("namespace", args.Namespace, Rules.Namespace);
        check.Value("className", args.ClassName, Rules.ObjectName);
        if (args.Listeners.Count == 0)
        {
            check.Report("listeners", Problem.Missing("A gateway without listeners does nothing; add one with Listener.Http(\"http\", 80)."));
        }

        for (var i = 0; i < args.Listeners.Count; i++)
        {
            ListenerChecks.Check(check, $"listeners[{i}]", args.Listeners[i], args.Namespace is not null);
        }

        foreach (var twins in args.Listeners.Select((listener, index) => (listener.Name, Index: index)).GroupBy(item => item.Name, StringComparer.Ordinal).Where(group => group.Count() > 1 && group.Key.Length > 0))
        {
            check.Report($"listeners[{twins.Last().Index}].name", Problem.Conflict($"\"{twins.Key}\" is the name of another listener too. Names are unique in a gateway."));
        }

        for (var i = 0; i < args.Addresses.Count; i++)
        {
            check.Value($"addresses[{i}].type", args.Addresses[i].Type, Rules.OneOf("IPAddress", "Hostname"));
        }

        check.Value("serviceType", args.ServiceType, Rules.OneOf("LoadBalancer", "NodePort", "ClusterIP"));
        check.Value("externalTrafficPolicy", args.ExternalTrafficPolicy, Rules.OneOf("Cluster", "Local"));
        check.Value("replicas", args.Replicas, Rules.AtLeastOne);
        Autoscaling(check, args);
        check.Choice("listenerSetsFrom", args.ListenerSetsFrom, AllowRoutes.None, AllowRoutes.Same, AllowRoutes.All);
        return check;
    }

    private static void Autoscaling(ArgsCheck check, SharedGatewayArgs args)
    {
        if (args.Autoscaling is not { } autoscaling)
        {
            return;
        }

        if (args.Replicas is not null)
        {
            check.Report("replicas", Problem.Conflict("The autoscaler decides the number of proxies. Remove replicas or autoscaling."));
        }

        check.Required("autoscaling.minReplicas", autoscaling.MinReplicas, Rules.AtLeastOne, "Say how many proxies there are at least.");
        check.Required("autoscaling.maxReplicas", autoscaling.MaxReplicas, Rules.AtLeastOne, "Say how many proxies there are at most.");
        if (autoscaling.MinReplicas is not null && autoscaling.MaxReplicas is not null)
        {
            check.Value<(int Min, int Max)>("autoscaling.maxReplicas", Output.Tuple(autoscaling.MinReplicas, autoscaling.MaxReplicas), pair => Rules.Range(pair.Min, pair.Max));
        }

        check.Value("autoscaling.cpuPercent", autoscaling.CpuPercent, Rules.AtLeastOne);
    }
}
