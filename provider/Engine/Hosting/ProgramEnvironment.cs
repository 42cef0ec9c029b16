using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Engine.Deployments;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.State;

namespace Sluice.Engine.Hosting;

/// <summary>The environment by which a program learns where its engine is and what it is to run as.</summary>
internal static class ProgramEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(DeploymentOptions options, ProjectFile project, string address, string kubeconfig)
    {
        var config = new JsonObject();
        var secretKeys = new JsonArray();
        foreach (var (key, value) in options.Config)
        {
            config[key] = value.Text;
            if (value.Secret)
            {
                secretKeys.Add(key);
            }
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PULUMI_MONITOR"] = address,
            ["PULUMI_ENGINE"] = address,
            ["PULUMI_PROJECT"] = options.Stack.Project,
            ["PULUMI_STACK"] = options.Stack.Stack,
            ["PULUMI_ORGANIZATION"] = StackName.Organization,
            ["PULUMI_DRY_RUN"] = options.Mode == RunMode.Preview ? "true" : "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = options.Parallel.ToString(CultureInfo.InvariantCulture),
            ["PULUMI_ROOT_DIRECTORY"] = project.Root,
            ["PULUMI_PWD"] = project.ProgramFolder,
            ["PULUMI_CONFIG_SECRET_KEYS"] = secretKeys.ToJsonString(),
            ["PULUMI_ATTACH_DEBUGGER"] = "false",
            // A provider that a program configures from its environment finds the target, and no other cluster.
            ["KUBECONFIG"] = kubeconfig,
        };
        if (config.Count > 0)
        {
            environment["PULUMI_CONFIG"] = config.ToJsonString();
        }

        return environment;
    }
}
