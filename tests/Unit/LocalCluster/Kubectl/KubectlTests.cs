using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using Sluice.LocalCluster.Tests.Hosting;

namespace Sluice.LocalCluster.Tests.Kubectl;

/// <summary>The real kubectl against a whole cluster: what it prints is what its user sees.</summary>
[Collection(ClusterCollection.Name)]
public sealed partial class KubectlTests(ClusterFixture fixture)
{
    private readonly TestCluster _cluster = fixture.Cluster;

    [KubectlFact]
    public async Task ClientSideApply_CreatesChangesAndLeavesAlone_AndDiffShowsTheDifference()
    {
        Kubectl kubectl = await NamespaceAsync("k-apply");
        string web = Manifests.Deployment("k-apply", "web", 1);

        Assert.Equal("deployment.apps/web created\n", await kubectl.WithInputAsync(web, "apply", "-f", "-"));
        Assert.Equal("deployment.apps/web unchanged\n", await kubectl.WithInputAsync(web, "apply", "-f", "-"));
        KubectlResult diff = await kubectl.RunAsync(["diff", "-f", "-"], web.Replace("replicas: 1", "replicas: 2", StringComparison.Ordinal));
        Assert.Equal(1, diff.ExitCode);
        Assert.Contains("-  replicas: 1\n+  replicas: 2\n", diff.Output, StringComparison.Ordinal);
        Assert.Equal("deployment.apps/web configured\n", await kubectl.WithInputAsync(web.Replace("replicas: 1", "replicas: 2", StringComparison.Ordinal), "apply", "-f", "-"));
        Assert.Equal("2", await kubectl.OutputAsync("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}"));
        Assert.Equal("deployment.apps/web serverside-applied\n", await kubectl.WithInputAsync(web, "apply", "--server-side", "--force-conflicts", "-f", "-"));
        KubectlResult unknown = await kubectl.RunAsync(["apply", "-f", "-"], web.Replace("replicas: 1", "replica: 1", StringComparison.Ordinal));
        Assert.Contains("unknown field \"spec.replica\"", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal("deployment.apps \"web\" deleted\n", await kubectl.OutputAsync("delete", "deploy", "web"));
    }

    [KubectlFact]
    public async Task Lists_AreAppliedAndValidated()
    {
        Kubectl kubectl = await NamespaceAsync("k-list");
        const string List = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Service
              metadata: {name: web}
              spec: {ports: [{port: 80, targetPort: http}]}
            - apiVersion: gateway.networking.k8s.io/v1
              kind: HTTPRoute
              metadata: {name: web}
              spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
            """;

        Assert.Equal("service/web created\nhttproute.gateway.networking.k8s.io/web created\n", await kubectl.WithInputAsync(List, "apply", "-f", "-"));
        Assert.StartsWith("service/web unchanged\n", await kubectl.WithInputAsync(List, "apply", "-f", "-"), StringComparison.Ordinal);
        Assert.Equal("service/web serverside-applied\nhttproute.gateway.networking.k8s.io/web serverside-applied\n", await kubectl.WithInputAsync(List, "apply", "--server-side", "--force-conflicts", "-f", "-"));
        KubectlResult unknown = await kubectl.RunAsync(["apply", "-f", "-"], List.Replace("targetPort", "targetport", StringComparison.Ordinal));
        Assert.Contains("unknown field \"targetport\" in io.k8s.api.core.v1.ServicePort", unknown.Errors, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Rollouts_AreScaledRestartedAndUndone()
    {
        Kubectl kubectl = await NamespaceAsync("k-roll");
        await kubectl.WithInputAsync(Manifests.Deployment("k-roll", "web", 1), "apply", "-f", "-");

        Assert.EndsWith("deployment \"web\" successfully rolled out\n", await kubectl.OutputAsync("rollout", "status", "deploy/web"), StringComparison.Ordinal);
        Assert.Equal("deployment.apps/web scaled\n", await kubectl.OutputAsync("scale", "deploy/web", "--replicas=2"));
        Assert.Equal("deployment.apps/web condition met\n", await kubectl.OutputAsync("wait", "deploy/web", "--for=jsonpath={.status.availableReplicas}=2"));
        Assert.Equal("deployment.apps/web scaled\n", await kubectl.OutputAsync("scale", "deploy/web", "--current-replicas=2", "--replicas=1"));
        Assert.Equal("deployment.apps/web restarted\n", await kubectl.OutputAsync("rollout", "restart", "deploy/web"));
        Assert.EndsWith("successfully rolled out\n", await kubectl.OutputAsync("rollout", "status", "deploy/web"), StringComparison.Ordinal);
        Assert.Equal("deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n", await kubectl.OutputAsync("rollout", "history", "deploy/web"));
        Assert.Equal("deployment.apps/web rolled back\n", await kubectl.OutputAsync("rollout", "undo", "deploy/web"));
        Assert.EndsWith("successfully rolled out\n", await kubectl.OutputAsync("rollout", "status", "deploy/web"), StringComparison.Ordinal);
        Assert.Equal("", await kubectl.OutputAsync("get", "deploy", "web", "-o", "jsonpath={.spec.template.metadata.annotations}"));
        Assert.Contains("Scaled up replica set web-", await kubectl.OutputAsync("events", "--for", "deployment/web"), StringComparison.Ordinal);
        Assert.Contains("Scaled up replica set web-", await kubectl.OutputAsync("get", "events", "--field-selector", "involvedObject.kind=Deployment,involvedObject.name=web"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Objects_AreShownDescribedAndChanged()
    {
        Kubectl kubectl = await NamespaceAsync("k-show");
        await kubectl.WithInputAsync(Manifests.Service("k-show", "web", "type: ClusterIP"), "apply", "-f", "-");
        await _cluster.PodAsync("k-show", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await _cluster.RunningAsync("k-show", "web");

        Assert.Matches(@"^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE\s.*\nweb\s+1/1\s+Running\s+0\s+\S+\s+" + Regex.Escape(pod.Status.PodIP) + @"\s+sluice-local\s", await kubectl.OutputAsync("get", "pods", "-o", "wide"));
        Assert.Matches(@"pod/web\s+1/1[\s\S]*service/web\s+ClusterIP", await kubectl.OutputAsync("get", "all"));
        Assert.Contains("\nkind: Pod\n", await kubectl.OutputAsync("get", "pod", "web", "-o", "yaml"), StringComparison.Ordinal);
        string described = await kubectl.OutputAsync("describe", "pod", "web");
        Assert.Matches(@"IP:\s+" + Regex.Escape(pod.Status.PodIP), described);
        Assert.Contains("Successfully assigned k-show/web to sluice-local", described, StringComparison.Ordinal);
        Assert.Matches(@"Endpoints:\s+" + Regex.Escape(pod.Status.PodIP) + ":3000", await kubectl.OutputAsync("describe", "service", "web"));
        Assert.Equal("service/web patched\n", await kubectl.OutputAsync("patch", "service", "web", "-p", """{"metadata":{"labels":{"a":"b"}}}"""));
        Assert.Equal("service/web patched\n", await kubectl.OutputAsync("patch", "service", "web", "--type=json", "-p", """[{"op":"replace","path":"/metadata/labels/a","value":"c"}]"""));
        Assert.Equal("service/web unlabeled\n", await kubectl.OutputAsync("label", "service", "web", "a-"));
        Assert.Equal("configmap/made created\n", await kubectl.OutputAsync("create", "configmap", "made", "--from-literal=k=v"));
        Assert.Equal("v", await kubectl.OutputAsync("get", "cm", "made", "-o", "jsonpath={.data.k}"));
        KubectlResult missing = await kubectl.RunAsync(["get", "pod", "nobody"]);
        Assert.Equal((1, "Error from server (NotFound): pods \"nobody\" not found\n"), (missing.ExitCode, missing.Errors));
    }

    [KubectlFact]
    public async Task Watch_ShowsWhatHappens()
    {
        Kubectl kubectl = await NamespaceAsync("k-watch");
        using Process watch = kubectl.Start("get", "configmaps", "-w", "--output-watch-events", "--field-selector", "metadata.name=seen");
        try
        {
            await kubectl.OutputAsync("create", "configmap", "seen");
            await kubectl.OutputAsync("delete", "configmap", "seen");
            var lines = new List<string>();
            using var limit = new CancellationTokenSource(TestCluster.Patience);
            while (lines.Count < 3 && await watch.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
            }

            // Whether the object is there when the watch begins is a matter of luck; its end is not.
            Assert.Equal(["EVENT", "ADDED", "DELETED"], lines.Select(l => l.Split(' ')[0]));
        }
        finally
        {
            watch.Kill();
        }
    }

    [KubectlFact]
    public async Task Knowledge_OfTheApi_IsThere()
    {
        Kubectl kubectl = await NamespaceAsync("k-know");

        string explained = await kubectl.OutputAsync("explain", "deployment.spec.strategy");
        Assert.Contains("FIELD: strategy <DeploymentStrategy>", explained, StringComparison.Ordinal);
        Assert.Contains("rollingUpdate\t<RollingUpdateDeployment>", explained, StringComparison.Ordinal);
        Assert.Contains("enum: GET, HEAD, POST, PUT", await kubectl.OutputAsync("explain", "httproute.spec.rules.matches"), StringComparison.Ordinal);
        string resources = await kubectl.OutputAsync("api-resources");
        Assert.Matches(@"deployments\s+deploy\s+apps/v1\s+true\s+Deployment", resources);
        Assert.Matches(@"gateways\s+gtw\s+gateway.networking.k8s.io/v1\s+true\s+Gateway", resources);
        Assert.Equal("yes\n", await kubectl.OutputAsync("auth", "can-i", "create", "deployments"));
        KubectlResult refused = await kubectl.RunAsync(["auth", "can-i", "create", "deployments", "--as", "system:serviceaccount:k-know:default"]);
        Assert.Equal((1, "no\n"), (refused.ExitCode, refused.Output));
        Assert.Matches(@"Username\s+kubernetes-admin", await kubectl.OutputAsync("auth", "whoami"));
        Assert.Contains("error: Metrics API not available", (await kubectl.RunAsync(["top", "pods"])).Errors, StringComparison.Ordinal);
        Assert.Equal("ok", await kubectl.OutputAsync("get", "--raw", "/readyz"));
    }

    [KubectlFact]
    public async Task Autoscale_WorksInTheOlderVersionToo()
    {
        Kubectl kubectl = await NamespaceAsync("k-scale");
        await kubectl.WithInputAsync(Manifests.Deployment("k-scale", "web", 1), "apply", "-f", "-");

        Assert.Equal("horizontalpodautoscaler.autoscaling/web autoscaled\n", await kubectl.OutputAsync("autoscale", "deploy", "web", "--min=1", "--max=3", "--cpu-percent=50"));
        Assert.Matches(@"web\s+Deployment/web\s+cpu: <unknown>/50%\s+1\s+3", await kubectl.OutputAsync("get", "hpa"));
        Assert.Equal("50 3", await kubectl.OutputAsync("get", "horizontalpodautoscalers.v1.autoscaling", "web", "-o", "jsonpath={.spec.targetCPUUtilizationPercentage} {.spec.maxReplicas}"));
        Assert.Equal("50", await kubectl.OutputAsync("get", "horizontalpodautoscalers.v2.autoscaling", "web", "-o", "jsonpath={.spec.metrics[0].resource.target.averageUtilization}"));
        Assert.Equal("horizontalpodautoscaler.autoscaling/web patched\n", await kubectl.OutputAsync("patch", "horizontalpodautoscalers.v1.autoscaling", "web", "-p", """{"spec":{"targetCPUUtilizationPercentage":70}}"""));
        Assert.Equal("70", await kubectl.OutputAsync("get", "hpa", "web", "-o", "jsonpath={.spec.metrics[*].resource.target.averageUtilization}"));
    }

    [KubectlFact]
    public async Task DisruptionBudget_ShowsWhatIsAllowed_AndEvictionKeepsToIt()
    {
        Kubectl kubectl = await NamespaceAsync("k-budget");
        await kubectl.WithInputAsync(Manifests.Deployment("k-budget", "web", 2).Replace("terminationGracePeriodSeconds: 5", "terminationGracePeriodSeconds: 1", StringComparison.Ordinal), "apply", "-f", "-");
        await kubectl.OutputAsync("create", "pdb", "web", "--selector=app=web", "--min-available=2");
        await kubectl.OutputAsync("wait", "pdb/web", "--for=jsonpath={.status.currentHealthy}=2");
        string[] pods = (await kubectl.OutputAsync("get", "pods", "-o", "jsonpath={.items[*].metadata.name}")).Split(' ');
        Assert.Equal("Error from server (TooManyRequests): Cannot evict pod as it would violate the pod's disruption budget.\n", (await EvictAsync(kubectl, pods[0])).Errors);

        await kubectl.OutputAsync("patch", "pdb", "web", "-p", """{"spec":{"minAvailable":1}}""");
        await kubectl.OutputAsync("wait", "pdb/web", "--for=jsonpath={.status.disruptionsAllowed}=1");
        Assert.Matches(@"^NAME\s+MIN AVAILABLE\s+MAX UNAVAILABLE\s+ALLOWED DISRUPTIONS\s+AGE\nweb\s+1\s+N/A\s+1\s", await kubectl.OutputAsync("get", "pdb"));
        Assert.Contains("\"status\":\"Success\"", (await EvictAsync(kubectl, pods[0])).Output, StringComparison.Ordinal);

        // The pod that takes its place gives the disruption back.
        await kubectl.OutputAsync("wait", "pdb/web", "--for=jsonpath={.status.disruptionsAllowed}=1");
        Assert.Equal("", await kubectl.OutputAsync("get", "pdb", "web", "-o", "jsonpath={.status.disruptedPods}"));
        Assert.Contains("\"status\":\"Success\"", (await EvictAsync(kubectl, pods[1])).Output, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Logs_AreShownAndFollowed()
    {
        Kubectl kubectl = await NamespaceAsync("k-logs");
        await kubectl.WithInputAsync(Manifests.Deployment("k-logs", "web", 1), "apply", "-f", "-");
        await kubectl.OutputAsync("rollout", "status", "deploy/web");

        using Process follow = kubectl.Start("logs", "-f", "deploy/web");
        try
        {
            Assert.Equal("serving on 3000", await follow.StandardOutput.ReadLineAsync().WaitAsync(TestCluster.Patience));
            Assert.False(follow.HasExited);
            Assert.Equal("serving on 3000\n", await kubectl.OutputAsync("logs", "deploy/web", "--tail=1"));
        }
        finally
        {
            follow.Kill();
        }
    }

    public static TheoryData<string> Transports => new("true", "false");

    [KubectlTheory]
    [MemberData(nameof(Transports))]
    public async Task Exec_RunsCommands_OverWebSocketAndSpdy(string webSockets)
    {
        Kubectl kubectl = await PodAsync($"k-exec-{webSockets}", webSockets);

        KubectlResult ended = await kubectl.RunAsync(["exec", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 3"]);
        Assert.Equal((3, "out\n", "err\ncommand terminated with exit code 3\n"), (ended.ExitCode, ended.Output, ended.Errors));
        Assert.Equal("from here\n", await kubectl.WithInputAsync("from here\n", "exec", "-i", "web", "--", "cat"));
        string long1 = new('x', 300_000);
        Assert.Equal(long1, await kubectl.WithInputAsync(long1, "exec", "-i", "web", "--", "cat"));

        // At a terminal: what is typed is echoed, the program sees a terminal of our size.
        using Process shell = kubectl.Start("script", ["-qec", $"stty cols 77 rows 33; kubectl --namespace=k-exec-{webSockets} exec -it web -- sh -c 'read line; stty size; tty; echo got $line; exit 4'", "/dev/null"]);
        await shell.StandardInput.WriteAsync("typed\n");
        await shell.StandardInput.FlushAsync();
        string screen = await shell.StandardOutput.ReadToEndAsync().WaitAsync(TestCluster.Patience);
        await shell.WaitForExitAsync().WaitAsync(TestCluster.Patience);
        Assert.Equal(4, shell.ExitCode);
        Assert.Contains("33 77", screen, StringComparison.Ordinal);
        Assert.Contains("/dev/pts/", screen, StringComparison.Ordinal);
        Assert.Contains("got typed", screen, StringComparison.Ordinal);
    }

    [KubectlTheory]
    [MemberData(nameof(Transports))]
    public async Task PortForward_CarriesConnections_OverWebSocketAndSpdy(string webSockets)
    {
        Kubectl kubectl = await PodAsync($"k-port-{webSockets}", webSockets);
        await kubectl.WithInputAsync(Manifests.Service($"k-port-{webSockets}", "web", "type: ClusterIP"), "apply", "-f", "-");
        using Process forward = kubectl.Start("port-forward", "service/web", ":80");
        try
        {
            string line = await forward.StandardOutput.ReadLineAsync().WaitAsync(TestCluster.Patience) ?? "";
            Match match = Forwarding().Match(line);
            Assert.True(match.Success, $"{line}{(match.Success ? "" : await forward.StandardError.ReadToEndAsync())}");
            int port = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

            string[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TestCluster.GetAsync("127.0.0.1", port, "/name")));

            Assert.All(answers, answer => Assert.Equal("web", answer));
            Assert.False(forward.HasExited);
        }
        finally
        {
            forward.Kill();
        }
    }

    private async Task<Kubectl> NamespaceAsync(string name)
    {
        await _cluster.NamespaceAsync(name);
        return new Kubectl(_cluster.Host.KubeconfigPath, name, Path.Combine(_cluster.Folder, "kubectl-cache"));
    }

    /// <summary>A namespace with a pod, and kubectl made to use one of its two transports.</summary>
    private async Task<Kubectl> PodAsync(string ns, string webSockets)
    {
        Kubectl kubectl = await NamespaceAsync(ns);
        kubectl.Environment["KUBECTL_REMOTE_COMMAND_WEBSOCKETS"] = webSockets;
        kubectl.Environment["KUBECTL_PORT_FORWARD_WEBSOCKETS"] = webSockets;
        await _cluster.PodAsync(ns, "web", Manifests.Tool("serve", "3000"));
        await _cluster.RunningAsync(ns, "web");
        return kubectl;
    }

    private static async Task<KubectlResult> EvictAsync(Kubectl kubectl, string pod)
    {
        string body = $$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{pod}}","namespace":"k-budget"} }""";
        return await kubectl.RunAsync(["create", "--raw", $"/api/v1/namespaces/k-budget/pods/{pod}/eviction", "-f", "-"], body);
    }

    [GeneratedRegex(@"^Forwarding from 127\.0\.0\.1:(\d+) -> 3000$")]
    private static partial Regex Forwarding();
}

/// <summary>As <see cref="KubectlFactAttribute"/>, with data.</summary>
public sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute()
    {
        if (KubectlFactAttribute.Path is null)
        {
            Skip = "kubectl is not on PATH.";
        }
    }
}
