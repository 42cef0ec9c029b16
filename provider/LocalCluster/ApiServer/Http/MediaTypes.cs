namespace Sluice.LocalCluster.ApiServer.Http;

internal enum OutputShape
{
    Object,
    Table,
    PartialMetadata,
    Discovery,
}

/// <param name="Yaml">YAML instead of JSON.</param>
/// <param name="Shape">What the client wants to see of the object.</param>
/// <param name="Version">The version of the wanted shape, such as v1.</param>
internal sealed record OutputFormat(bool Yaml, OutputShape Shape, string Version)
{
    public static OutputFormat Json { get; } = new(false, OutputShape.Object, "");
}

/// <summary>Content negotiation by Accept: a list in order of preference, as API clients send it.</summary>
internal static class MediaTypes
{
    private static readonly string[] Available = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <param name="accept">The Accept header.</param>
    /// <param name="shapes">Shapes other than the object that this endpoint offers.</param>
    public static OutputFormat Negotiate(string? accept, params ReadOnlySpan<OutputShape> shapes)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return OutputFormat.Json;
        }

        foreach (var clause in accept.Split(','))
        {
            var parts = clause.Split(';', StringSplitOptions.TrimEntries);
            var type = parts[0];
            var parameters = Parameters(parts);
            if (type is "application/vnd.kubernetes.protobuf")
            {
                // Not offered; whoever asks for it lists JSON as well.
                continue;
            }

            if (type is not ("application/json" or "application/yaml" or "*/*" or "application/*" or "application/json;stream=watch"))
            {
                continue;
            }

            var yaml = type == "application/yaml";
            if (!parameters.TryGetValue("as", out var shapeName))
            {
                return new OutputFormat(yaml, OutputShape.Object, "");
            }

            var shape = Shape(shapeName, parameters.GetValueOrDefault("g") ?? "");
            var version = parameters.GetValueOrDefault("v") ?? "";
            if (shape is { } wanted && shapes.Contains(wanted) && Supports(wanted, version))
            {
                return new OutputFormat(yaml, wanted, version);
            }
        }

        throw NotAcceptable();
    }

    private static bool Supports(OutputShape shape, string version) => shape switch
    {
        OutputShape.Discovery => version == "v2",
        _ => version is "v1" or "v1beta1",
    };

    private static OutputShape? Shape(string name, string group) => (name, group) switch
    {
        ("Table", "meta.k8s.io") => OutputShape.Table,
        ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io") => OutputShape.PartialMetadata,
        ("APIGroupDiscoveryList", "apidiscovery.k8s.io") => OutputShape.Discovery,
        _ => null,
    };

    private static Dictionary<string, string> Parameters(string[] parts)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                parameters[part[..equals]] = part[(equals + 1)..].Trim('"');
            }
        }

        return parameters;
    }

    private static ApiException NotAcceptable() =>
        new(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", Available)}", []);
}
