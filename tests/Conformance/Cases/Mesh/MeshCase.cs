using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

/// <summary>A case whose clients are pods of the mesh and whose routes have a Service as their parent.</summary>
public abstract class MeshCase : SerialCase
{
    protected const string V1 = "echo-v1";
    protected const string V2 = "echo-v2";
    protected const string Echo = "http://echo";

    /// <summary>Sends from a pod of version 1 in the mesh's namespace.</summary>
    private protected MeshProbe Client => new(Cluster);

    /// <summary>An HTTPRoute for callers of Service echo on port 80.</summary>
    protected static string EchoRoute(string name, params string[] rules) => ServiceRoute(name, "echo", 80, Rules(rules));

    protected static string ServiceRoute(string name, string service, int? port, string spec, string kind = "HTTPRoute", string ns = MeshManifests.Mesh) => Route(
        kind, name, $"{{group: \"\", kind: Service, name: {service}, namespace: {MeshManifests.Mesh}{(port is null ? "" : $", port: {port}")}}}", spec, ns);

    /// <summary>A rule that marks answers with X-Header-Set and forwards.</summary>
    protected static string Marked(string value, string backend, string more = "") =>
        $"filters: [{{type: ResponseHeaderModifier, responseHeaderModifier: {{set: [{{name: X-Header-Set, value: {value}}}]}}}}], backendRefs: [{{name: {backend}, port: 80{more}}}]";

    private protected static Exchange WithMark(string value, string backend) => Exchange.To("/", backend) with { ResponseHeaders = new() { ["X-Header-Set"] = [value] } };

    private protected static Exchange WithoutMark(string backend) => Exchange.To("/", backend) with { ResponseAbsent = ["X-Header-Set"] };

    private protected static Exchange Answered(string path, int status) => new(path) { Status = [status] };
}
