using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Tests.Hosting;

[Collection(ClusterCollection.Name)]
public sealed class PodTests(ClusterFixture fixture)
{
    private readonly TestCluster _cluster = fixture.Cluster;

    [Fact]
    public async Task Readiness_DecidesAboutTraffic_AndLivenessRestarts()
    {
        await _cluster.NamespaceAsync("probes");
        await _cluster.PodAsync(
            "probes",
            "web",
            """
            containers:
            - name: c
              image: example/tool:1
              args: [serve, "3000"]
              readinessProbe: {httpGet: {path: /health, port: 3000}, periodSeconds: 1, failureThreshold: 1}
              livenessProbe: {httpGet: {path: /health, port: 3000}, periodSeconds: 1, failureThreshold: 2}
            """);
        V1Pod pod = await _cluster.RunningAsync("probes", "web");

        await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/break");
        await _cluster.UntilAsync(_cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "probes" && !PodState.IsReady(p));
        V1Pod restarted = await _cluster.UntilAsync(
            _cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "probes" && PodState.IsReady(p) && p.Status.ContainerStatuses[0].RestartCount == 1);

        Assert.Equal(2, restarted.Status.ContainerStatuses[0].LastState.Terminated.ExitCode);
        Assert.Equal("Running", restarted.Status.Phase);
    }

    [Fact]
    public async Task Configuration_ReachesThePod_AndFollowsItsSource()
    {
        await _cluster.NamespaceAsync("config");
        await _cluster.CreateAsync<V1ConfigMap>("{apiVersion: v1, kind: ConfigMap, metadata: {name: map, namespace: config}, data: {a: one}}");
        await _cluster.CreateAsync<V1Secret>("{apiVersion: v1, kind: Secret, metadata: {name: hidden, namespace: config}, data: {b: dHdv}}");
        await _cluster.PodAsync(
            "config",
            "web",
            """
            volumes:
            - {name: map, configMap: {name: map}}
            - {name: hidden, secret: {secretName: hidden, items: [{key: b, path: sub/b}]}}
            - {name: scratch, emptyDir: {}}
            - {name: self, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
            containers:
            - name: c
              image: example/tool:1
              args: ["$(COMMAND)", "3000"]
              ports: [{containerPort: 3000}]
              env:
              - {name: COMMAND, value: serve}
              - {name: FROM_MAP, valueFrom: {configMapKeyRef: {name: map, key: a}}}
              - {name: FROM_SECRET, valueFrom: {secretKeyRef: {name: hidden, key: b}}}
              - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              - {name: BOTH, value: "$(FROM_MAP)-$(FROM_SECRET)"}
              envFrom:
              - {prefix: ALL_, configMapRef: {name: map}}
              volumeMounts:
              - {name: map, mountPath: /etc/map}
              - {name: hidden, mountPath: /etc/hidden, readOnly: true}
              - {name: scratch, mountPath: /tmp/scratch}
              - {name: self, mountPath: /etc/self}
            """);
        V1Pod pod = await _cluster.RunningAsync("config", "web");
        string ip = pod.Status.PodIP;

        Assert.Equal("one", await TestCluster.GetAsync(ip, 3000, "/file?/etc/map/a"));
        Assert.Equal("two", await TestCluster.GetAsync(ip, 3000, "/file?/etc/hidden/sub/b"));
        Assert.Equal("app=\"web\"", await TestCluster.GetAsync(ip, 3000, "/file?/etc/self/labels"));
        Assert.Equal("one-two", await TestCluster.GetAsync(ip, 3000, "/env?BOTH"));
        Assert.Equal("one", await TestCluster.GetAsync(ip, 3000, "/env?ALL_a"));
        Assert.Equal(ip, await TestCluster.GetAsync(ip, 3000, "/env?ADDRESS"));
        Assert.Equal("yes", await TestCluster.GetAsync(ip, 3000, "/env?FROM_IMAGE"));

        await _cluster.Api.PatchAsync<V1ConfigMap>(new ObjectKey("config", "map"), (JsonObject)JsonNode.Parse("""{"data":{"a":"changed"}}""")!, default);
        using var limit = new CancellationTokenSource(TestCluster.Patience);
        while (await TestCluster.GetAsync(ip, 3000, "/file?/etc/map/a") != "changed")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    [Fact]
    public async Task Tokens_AreProjectedForTheirAudience_AndLetThePodIn()
    {
        await _cluster.NamespaceAsync("tokens");
        await _cluster.CreateAsync<V1Pod>(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: tokens}
            spec:
              terminationGracePeriodSeconds: 2
              volumes:
              - name: own
                projected:
                  sources:
                  - serviceAccountToken: {path: token, audience: somebody, expirationSeconds: 900}
              containers:
              - name: c
                image: example/tool:1
                args: [serve, "3000"]
                ports: [{containerPort: 3000}]
                volumeMounts: [{name: own, mountPath: /var/run/own}]
            """);
        V1Pod pod = await _cluster.RunningAsync("tokens", "web");
        string folder = "/var/run/secrets/kubernetes.io/serviceaccount";

        string token = await TestCluster.GetAsync(pod.Status.PodIP, 3000, $"/file?{folder}/token");
        string other = await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/file?/var/run/own/token");
        V1TokenReview review = await _cluster.Kubernetes.AuthenticationV1.CreateTokenReviewAsync(
            new V1TokenReview { Spec = new V1TokenReviewSpec { Token = other, Audiences = ["somebody"] } });

        Assert.NotEqual(token, other);
        Assert.True(review.Status.Authenticated);
        Assert.Equal("system:serviceaccount:tokens:default", review.Status.User.Username);
        Assert.Equal("tokens", await TestCluster.GetAsync(pod.Status.PodIP, 3000, $"/file?{folder}/namespace"));
        Assert.Equal(_cluster.Host.Admin.CertificateAuthorityPem, await TestCluster.GetAsync(pod.Status.PodIP, 3000, $"/file?{folder}/ca.crt"));
        Assert.Equal(
            _cluster.Caches.Services.Find("default", "kubernetes")!.Spec.ClusterIP,
            await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/env?KUBERNETES_SERVICE_HOST"));
    }

    [Fact]
    public async Task MissingConfiguration_IsNamed_AndCuredWhenItComes()
    {
        await _cluster.NamespaceAsync("missing");
        await _cluster.PodAsync(
            "missing",
            "web",
            """
            containers:
            - name: c
              image: example/tool:1
              args: [serve, "3000"]
              ports: [{containerPort: 3000}]
              env:
              - {name: A, valueFrom: {configMapKeyRef: {name: ghost, key: a}}}
            """);

        V1Pod waiting = await _cluster.UntilAsync(
            _cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "missing" && p.Status?.ContainerStatuses is [{ State.Waiting.Reason: "CreateContainerConfigError" }]);
        await _cluster.CreateAsync<V1ConfigMap>("{apiVersion: v1, kind: ConfigMap, metadata: {name: ghost, namespace: missing}, data: {a: here}}");
        V1Pod running = await _cluster.RunningAsync("missing", "web");

        Assert.Equal("configmap \"ghost\" not found", waiting.Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.Equal("here", await TestCluster.GetAsync(running.Status.PodIP, 3000, "/env?A"));
    }

    [Fact]
    public async Task UnknownImage_IsNamedWithTheCure()
    {
        await _cluster.NamespaceAsync("images");
        await _cluster.PodAsync("images", "web", "containers: [{name: c, image: \"registry.invalid/none:1\"}]");

        V1Pod pod = await _cluster.UntilAsync(
            _cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "images" && p.Status?.ContainerStatuses is [{ State.Waiting.Reason: "ImagePullBackOff" }]);

        string message = pod.Status.ContainerStatuses[0].State.Waiting.Message;
        Assert.Contains("no program is known for \"registry.invalid/none\"", message, StringComparison.Ordinal);
        Assert.Contains("images.json", message, StringComparison.Ordinal);
        Assert.Equal("Pending", pod.Status.Phase);
    }

    [Fact]
    public async Task Crash_RestartsOnceAtOnce_ThenBacksOff()
    {
        await _cluster.NamespaceAsync("crash");
        await _cluster.PodAsync("crash", "web", Manifests.Tool("get"));

        V1Pod pod = await _cluster.UntilAsync(
            _cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "crash" && p.Status?.ContainerStatuses is [{ State.Waiting.Reason: "CrashLoopBackOff" }]);

        V1ContainerStatus status = pod.Status.ContainerStatuses[0];
        Assert.Equal(1, status.RestartCount);
        Assert.Equal(2, status.LastState.Terminated.ExitCode);
        Assert.Equal($"back-off 10s restarting failed container=c pod=web_crash({pod.Metadata.Uid})", status.State.Waiting.Message);
        Assert.Equal("Running", pod.Status.Phase);
    }

    [Theory]
    [InlineData("done", "0", "Succeeded", "Completed", "PodCompleted")]
    [InlineData("broken", "3", "Failed", "Error", "PodFailed")]
    public async Task APodThatRunsOnce_EndsWithItsExitCodeAndMessage(string name, string code, string phase, string reason, string condition)
    {
        await _cluster.NamespaceAsync(name);
        await _cluster.PodAsync(name, name, "restartPolicy: Never\n" + Manifests.Tool("exit", code, "why"));

        V1Pod pod = await _cluster.UntilAsync(_cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == name && PodState.IsFinished(p));

        Assert.Equal(phase, pod.Status.Phase);
        Assert.Equal(reason, pod.Status.ContainerStatuses[0].State.Terminated.Reason);
        Assert.Equal("why", pod.Status.ContainerStatuses[0].State.Terminated.Message);
        Assert.Equal(condition, PodState.Condition(pod, "Ready")!.Reason);
        Assert.Equal("False", PodState.Condition(pod, "PodReadyToStartContainers")!.Status);
    }

    [Fact]
    public async Task InitContainers_RunFirst_OneAfterTheOther()
    {
        await _cluster.NamespaceAsync("init");
        await _cluster.PodAsync(
            "init",
            "web",
            """
            volumes: [{name: shared, emptyDir: {}}]
            initContainers:
            - {name: first, image: "example/shell:1", args: ["-c", "echo one > $SLUICE_POD_ROOT/shared/file"], volumeMounts: [{name: shared, mountPath: /shared}]}
            - {name: second, image: "example/shell:1", args: ["-c", "echo two >> $SLUICE_POD_ROOT/shared/file"], volumeMounts: [{name: shared, mountPath: /shared}]}
            containers:
            - {name: c, image: "example/tool:1", args: [serve, "3000"], ports: [{containerPort: 3000}], volumeMounts: [{name: shared, mountPath: /shared}]}
            """);

        V1Pod pod = await _cluster.RunningAsync("init", "web");

        Assert.Equal("one\ntwo\n", await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/file?/shared/file"));
        Assert.All(pod.Status.InitContainerStatuses, s => Assert.Equal("Completed", s.State.Terminated.Reason));
    }

    [Fact]
    public async Task APodThatIgnoresSigterm_IsKilledWhenItsTimeIsUp()
    {
        await _cluster.NamespaceAsync("stubborn");
        await _cluster.PodAsync("stubborn", "web", Manifests.Tool("serve", "3000", "--stubborn"));
        await _cluster.RunningAsync("stubborn", "web");
        var ended = _cluster.UntilAsync(_cluster.Caches.Pods, p => p.Metadata.NamespaceProperty == "stubborn" && PodState.IsFinished(p));

        await _cluster.Api.DeleteAsync(Kinds.Pods, new ObjectKey("stubborn", "web"), new V1DeleteOptions(), default);
        V1Pod last = await ended;
        await _cluster.GoneAsync(_cluster.Caches.Pods, new ObjectKey("stubborn", "web"));

        Assert.Equal("Failed", last.Status.Phase);
        Assert.Equal(137, last.Status.ContainerStatuses[0].State.Terminated.ExitCode);
    }
}
