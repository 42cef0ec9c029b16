namespace Sluice.Checking;

/// <summary>Checks of a mesh service's arguments.</summary>
internal static class MeshServiceChecks
{
    public static ArgsCheck Check(MeshServiceArgs args)
    {
        var check = new ArgsCheck();
        check.Value("namespace", args.Namespace, Rules.Namespace);
        if (args.Selector is null)
        {
            check.Report("selector", Problem.Missing("Say which labels the workload's pods have."));
        }

        if (args.Ports.Count == 0)
        {
            check.Report("ports", Problem.Missing("Give the Service at least one port."));
        }

        for (var i = 0; i < args.Ports.Count; i++)
        {
            check.Required($"ports[{i}].port", args.Ports[i].Port, Rules.Port, "Say which port callers use.");
            check.Value($"ports[{i}].targetPort", args.Ports[i].TargetPort, Rules.Port);
            if (args.Ports[i].Name is { } name)
            {
                check.Report($"ports[{i}].name", Rules.Namespace(name));
            }
            else if (args.Ports.Count > 1)
            {
                check.Report($"ports[{i}].name", Problem.Missing("Name every port where there is more than one."));
            }
        }

        for (var i = 0; i < args.Versions.Count; i++)
        {
            check.Report($"versions[{i}].name", args.Versions[i].Name.Length == 0
                ? Problem.Missing("Name the version, as in v1.")
                : Rules.Namespace(args.Versions[i].Name));
        }

        return check;
    }
}
