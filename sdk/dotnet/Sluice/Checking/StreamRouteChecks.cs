using Pulumi;

namespace Sluice.Checking;

/// <summary>Checks of routes that look at connections, not at requests.</summary>
internal static class StreamRouteChecks
{
    public static ArgsCheck Check(Input<string>? @namespace, ParentArgs? parent, List<ParentArgs> parents, List<BackendArgs> backends)
    {
        var check = new ArgsCheck();
        var isNamespaceKnown = @namespace is not null || parent?.Namespace is not null;
        check.Value("namespace", @namespace, Rules.Namespace);
        RouteChecks.Parents(check, parent, parents);
        if (backends.Count == 0)
        {
            check.Report("backends", Problem.Missing("Name the Service the connections go to, as in Backend.Service(\"tcp-echo\", 9000)."));
        }

        if (backends.Count > 16)
        {
            check.Report("backends", Problem.Range(backends.Count, "at most 16 backends"));
        }

        for (var i = 0; i < backends.Count; i++)
        {
            RouteChecks.Backend(check, $"backends[{i}]", backends[i], isNamespaceKnown);
            if (backends[i].Filters.Count > 0)
            {
                check.Report($"backends[{i}].filters", Problem.Conflict("Connections are passed on as they are. Remove the filters."));
            }
        }

        return check;
    }

    public static ArgsCheck CheckTls(TlsPassthroughArgs args)
    {
        var check = Check(args.Namespace, args.Parent, args.Parents, args.Backends);
        if (args.Hostnames.Count == 0)
        {
            check.Report("hostnames", Problem.Missing("Say which names clients ask for; nothing else tells the connections apart."));
        }

        RouteChecks.Hostnames(check, args.Hostnames);
        return check;
    }
}
