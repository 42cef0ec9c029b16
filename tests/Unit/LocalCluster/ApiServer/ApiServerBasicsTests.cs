using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Tests.ApiServer;

public sealed class ApiServerBasicsTests(ApiServerFixture server) : IClassFixture<ApiServerFixture>
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ConfigMap_CreatedChangedAndDeleted_RoundTrips()
    {
        var created = await server.Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "one" }, Data = new Dictionary<string, string> { ["a"] = "1" } }, "default");
        Assert.NotNull(created.Metadata.Uid);
        created.Data["a"] = "2";
        var replaced = await server.Client.CoreV1.ReplaceNamespacedConfigMapAsync(created, "one", "default");
        Assert.True(long.Parse(replaced.Metadata.ResourceVersion) > long.Parse(created.Metadata.ResourceVersion));
        var stale = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() => server.Client.CoreV1.ReplaceNamespacedConfigMapAsync(created, "one", "default"));
        Assert.Equal(System.Net.HttpStatusCode.Conflict, stale.Response.StatusCode);
        var patched = await server.Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch("""{"data":{"b":"3"}}""", V1Patch.PatchType.MergePatch), "one", "default");
        Assert.Equal("3", patched.Data["b"]);
        await server.Client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default");
        Assert.DoesNotContain(await ListAsync(), m => m.Name() == "one");
    }

    private async Task<IList<V1ConfigMap>> ListAsync() => (await server.Client.CoreV1.ListNamespacedConfigMapAsync("default")).Items;

    [Fact]
    public async Task Watch_AfterList_DeliversLaterEvents()
    {
        var list = await server.Client.CoreV1.ListNamespacedSecretAsync("default");
        using var stop = new CancellationTokenSource(Guard);
        var seen = new List<(WatchEventType, string)>();
        var watching = Task.Run(async () =>
        {
            await foreach (var (type, item) in server.Client.CoreV1.WatchListNamespacedSecretAsync(
                "default", resourceVersion: list.Metadata.ResourceVersion, cancellationToken: stop.Token))
            {
                seen.Add((type, item.Name()));
                if (type == WatchEventType.Deleted)
                {
                    return;
                }
            }
        });
        await server.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "w" }, StringData = new Dictionary<string, string> { ["k"] = "v" } }, "default");
        await server.Client.CoreV1.DeleteNamespacedSecretAsync("w", "default");
        await watching.WaitAsync(Guard);
        Assert.Equal([(WatchEventType.Added, "w"), (WatchEventType.Deleted, "w")], seen);
    }

    [Theory]
    [InlineData("größe", true)]
    [InlineData("a\nb", false)]
    public async Task Field_ThatIsUnknownAndNotAscii_IsWarnedOfWhereAHeaderCanSayIt(string field, bool told)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["generateName"] = "odd-" }, [field] = "x" };
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Client.HttpClient.PostAsync(new Uri(server.Client.BaseUri, "api/v1/namespaces/default/configmaps?fieldValidation=Warn"), content);

        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(told, response.Headers.TryGetValues("Warning", out var warnings) && warnings.Single().StartsWith("299 - \"unknown field", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenApi2_SaysTheSameAsJsonAndAsProtobuf()
    {
        var (json, _) = await OpenApi2Async("application/json");
        var (protobuf, type) = await OpenApi2Async("application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

        var document = JsonNode.Parse(json)!;
        var ports = document["definitions"]!["io.k8s.api.core.v1.ServiceSpec"]!["properties"]!["ports"]!;
        Assert.Equal("#/definitions/io.k8s.api.core.v1.ServicePort", (string?)ports["items"]!["$ref"]);
        Assert.Equal("int-or-string", (string?)document["definitions"]!["io.k8s.api.core.v1.ServicePort"]!["properties"]!["targetPort"]!["format"]);
        Assert.Equal("HTTPRoute", (string?)document["definitions"]!["io.k8s.networking.gateway.v1.HTTPRoute"]!["x-kubernetes-group-version-kind"]![0]!["kind"]);
        Assert.Contains(document["paths"]!["/api/v1/namespaces/{name}"]!["patch"]!["parameters"]!.AsArray(), p => (string?)p!["name"] == "fieldValidation");
        Assert.Equal("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", type);

        // Field 9 of the document holds the definitions, field 1 of that a name (1) and a schema (2) each.
        var definitions = Fields(Assert.Single(Fields(ByteString.CopyFrom(protobuf)), f => f.Number == 9).Value).Select(f => Fields(f.Value)).ToList();
        Assert.Equal(document["definitions"]!.AsObject().Select(d => d.Key), definitions.Select(d => Assert.Single(d, f => f.Number == 1).Value.ToStringUtf8()));
    }

    private async Task<(byte[] Body, string? Type)> OpenApi2Async(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Client.BaseUri, "openapi/v2"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Client.HttpClient.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    // Of a message whose fields all have a length.
    private static List<(int Number, ByteString Value)> Fields(ByteString message)
    {
        var fields = new List<(int, ByteString)>();
        var input = message.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes()));
        }

        return fields;
    }

    [Fact]
    public async Task Deployment_Created_IsDefaulted()
    {
        var made = await server.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1DeploymentSpec
                {
                    Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
                    Template = new V1PodTemplateSpec
                    {
                        Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                        Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "example/tool:1" }] },
                    },
                },
            },
            "default");
        Assert.Equal(1, made.Spec.Replicas);
        Assert.Equal(1, made.Metadata.Generation);
        Assert.Equal("IfNotPresent", made.Spec.Template.Spec.Containers[0].ImagePullPolicy);
        made.Status.ObservedGeneration = 1;
        var status = await server.Client.AppsV1.ReplaceNamespacedDeploymentStatusAsync(made, "web", "default");
        Assert.Equal(1, status.Status.ObservedGeneration);
        Assert.Equal(1, status.Metadata.Generation);
    }

    [Fact]
    public async Task Namespace_Deleted_TakesItsContentAlong()
    {
        await server.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "gone" } });
        await server.Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "one" } }, "gone");
        using var stop = new CancellationTokenSource(Guard);
        var list = await server.Client.CoreV1.ListNamespaceAsync();
        var watching = Task.Run(async () =>
        {
            await foreach (var (type, item) in server.Client.CoreV1.WatchListNamespaceAsync(resourceVersion: list.Metadata.ResourceVersion, cancellationToken: stop.Token))
            {
                if (type == WatchEventType.Deleted && item.Name() == "gone")
                {
                    return;
                }
            }
        });
        await server.Client.CoreV1.DeleteNamespaceAsync("gone");
        await watching.WaitAsync(Guard);
        Assert.Empty((await server.Client.CoreV1.ListNamespacedConfigMapAsync("gone")).Items);
    }

    [Fact]
    public async Task HttpRoute_Created_IsDefaultedByItsDefinition()
    {
        var made = (JsonElement)await server.Client.CustomObjects.CreateNamespacedCustomObjectAsync(
            JsonSerializer.Deserialize<JsonElement>("""
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r"},
                 "spec":{"parentRefs":[{"name":"gw"}],"rules":[{"backendRefs":[{"name":"svc","port":80}]}]}}
                """),
            "gateway.networking.k8s.io",
            "v1",
            "default",
            "httproutes");
        Assert.Equal(
            """{"parentRefs":[{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"gw"}],"rules":[{"backendRefs":[{"group":"","kind":"Service","name":"svc","port":80,"weight":1}],"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]}""",
            made.GetProperty("spec").GetRawText());
    }

    [Fact]
    public async Task HttpRoute_WithRelativePath_IsRefusedInTheServersWords()
    {
        var refused = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() => server.Client.CustomObjects.CreateNamespacedCustomObjectAsync(
            JsonSerializer.Deserialize<JsonElement>("""
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"bad"},
                 "spec":{"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"no-slash"}}]}]}}
                """),
            "gateway.networking.k8s.io",
            "v1",
            "default",
            "httproutes"));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, refused.Response.StatusCode);
        Assert.Contains("spec.rules[0].matches[0].path: Invalid value: value must be an absolute path", refused.Response.Content, StringComparison.Ordinal);
    }
}
