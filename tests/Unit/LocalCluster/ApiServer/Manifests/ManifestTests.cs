using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.TestKit;

namespace Sluice.LocalCluster.Tests.ApiServer;

/// <summary>
/// Applies manifests to the API server as <c>kubectl apply --server-side</c> does: our own always, and the official conformance
/// manifests where they lie beside the checkout. All are accepted, but for objects that say in an annotation how they are refused.
/// </summary>
public sealed class ManifestTests(ManifestServer server) : IClassFixture<ManifestServer>
{
    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in ManifestServer.Files.Keys.Order(StringComparer.Ordinal))
        {
            data.Add(file);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Manifest_Applied_IsTakenAsItsSuiteExpects(string file)
    {
        var documents = Sluice.GatewayApi.Yaml.Manifests.ParseTrees(ManifestServer.Prepared(file)).ToList();
        Assert.NotEmpty(documents);
        var problems = new List<string>();
        var applied = new List<string>();
        foreach (var document in documents)
        {
            var refusal = (string?)document["metadata"]!["annotations"]?[ManifestServer.RefusedAnnotation];
            var name = $"{document["kind"]} {document["metadata"]!["name"]}";
            var (path, status, answer) = await server.ApplyAsync(document);
            if (refusal is not null)
            {
                Report(problems, status == 422 && (string?)answer["message"] == refusal, $"{name}: refused with\n  {refusal}\nexpected, but got {status}\n  {answer["message"]}");
                continue;
            }

            Report(problems, status is 200 or 201, $"{name}: {status} {answer["message"]}");
            if (status is not (200 or 201))
            {
                continue;
            }

            applied.Add(path);
            Report(problems, ManifestServer.Contains(answer, document), $"{name}: something of it was lost:\n{answer}");

            // Applied again it is the same object, of the same version. A Namespace that is nothing but its name has no owner of fields
            // until its second application, which then says so.
            if (answer["metadata"]!["managedFields"] is null)
            {
                continue;
            }

            var (_, again, same) = await server.ApplyAsync(document);
            var version = (string?)answer["metadata"]!["resourceVersion"];
            Report(problems, again == 200 && (string?)same["metadata"]?["resourceVersion"] == version, $"{name}: applied again ({again}) it changed from\n{answer.ToJsonString()}\nto\n{same.ToJsonString()}");
        }

        foreach (var path in Enumerable.Reverse(applied).Where(path => !path.StartsWith("/api/v1/namespaces/", StringComparison.Ordinal) || path.Count(c => c == '/') > 4))
        {
            await server.DeleteAsync(path);
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static void Report(List<string> problems, bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }
}

/// <summary>An API server with the namespaces of the official base manifests and nothing that acts on objects.</summary>
public sealed class ManifestServer : IAsyncLifetime
{
    public const string RefusedAnnotation = "sluice.dev/refused";

    private const string DefaultNamespace = "gateway-conformance-infra";
    private static readonly string[] Namespaces =
        [DefaultNamespace, "gateway-conformance-app-backend", "gateway-conformance-web-backend", "gateway-conformance-mesh", "gateway-conformance-mesh-consumer"];

    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["GatewayClass"] = "gatewayclasses", ["BackendTLSPolicy"] = "backendtlspolicies", ["Endpoints"] = "endpoints",
    };

    private readonly ApiServerFixture _fixture = new();

    /// <summary>Paths by the name of the case.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = Find();

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _fixture.Client.HttpClient.BaseAddress = _fixture.Client.BaseUri;
        foreach (var name in Namespaces)
        {
            var (_, status, answer) = await ApplyAsync(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } });
            Assert.True(status is 200 or 201, answer.ToJsonString());
        }
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    /// <summary>The text as the suite's applier sends it: class, controller and addresses put in.</summary>
    public static string Prepared(string file) => File.ReadAllText(Files[file])
        .Replace("{GATEWAY_CLASS_NAME}", "sluice", StringComparison.Ordinal)
        .Replace("{GATEWAY_CONTROLLER_NAME}", "sluice.dev/gateway-controller", StringComparison.Ordinal)
        .Replace("PLACEHOLDER_USABLE_ADDRS", "127.51.15.200", StringComparison.Ordinal)
        .Replace("PLACEHOLDER_UNUSABLE_ADDRS", "192.0.2.1", StringComparison.Ordinal);

    /// <summary>What kubectl sends for an object of a file.</summary>
    public async Task<(string Path, int Status, JsonObject Answer)> ApplyAsync(JsonObject document)
    {
        var path = PathOf(document);
        using var content = new StringContent(document.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml"));
        using var response = await _fixture.Client.HttpClient.PatchAsync($"{path}?fieldManager=kubectl&fieldValidation=Strict&force=false", content);
        return (path, (int)response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await _fixture.Client.HttpClient.DeleteAsync(path);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Everything of the part is in the whole, which may hold more fields (defaults, status).</summary>
    public static bool Contains(JsonNode? whole, JsonNode? part) => (whole, part) switch
    {
        (_, null) or (null, JsonObject { Count: 0 }) => true,
        (JsonObject a, JsonObject b) => b.All(pair => Contains(a[pair.Key], pair.Value)),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Contains(pair.First, pair.Second)),
        _ => whole is not null && whole.ToString() == part.ToString(),
    };

    private static Dictionary<string, string> Find()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "ApiServer", "Manifests");
        var official = Path.Combine(BuildOutput.Root, "..", "shared", "gateway-api", "conformance");
        return Directory.EnumerateFiles(own, "*.yaml").Select(path => ("own/" + Path.GetFileName(path), path))
            .Concat(Directory.Exists(official)
                ? Directory.EnumerateFiles(official, "*.yaml", SearchOption.AllDirectories).Select(path => ("official/" + Path.GetRelativePath(official, path), path))
                : [])
            .ToDictionary();
    }

    private static string PathOf(JsonObject document)
    {
        var kind = (string)document["kind"]!;
        var version = (string)document["apiVersion"]!;
        var metadata = (JsonObject)document["metadata"]!;
        var root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        var plural = Plurals.GetValueOrDefault(kind, kind.ToLowerInvariant() + "s");
        if (kind is "Namespace" or "GatewayClass")
        {
            return $"{root}/{plural}/{metadata["name"]}";
        }

        metadata["namespace"] = (string?)metadata["namespace"] ?? DefaultNamespace;
        return $"{root}/namespaces/{metadata["namespace"]}/{plural}/{metadata["name"]}";
    }
}
