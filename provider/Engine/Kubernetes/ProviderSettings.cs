using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>The configuration of a Kubernetes provider. Values arrive as text, except from programs that send them typed.</summary>
internal sealed record ProviderSettings
{
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    public string? Namespace { get; init; }

    public string? ClusterIdentifier { get; init; }

    public string? RenderYamlToDirectory { get; init; }

    public bool ServerSideApply { get; init; } = true;

    public bool PatchForce { get; init; }

    public bool Upsert { get; init; }

    public bool ConfigMapMutable { get; init; }

    public bool SecretMutable { get; init; }

    public static ProviderSettings Read(PropertyMap config) => new()
    {
        Kubeconfig = config["kubeconfig"] switch
        {
            null or PropertyValue.Null => null,
            var v when v.AsMap is { } map => PlainJson.Write(map).ToJsonString(),
            var v => Unquoted(v.AsText),
        },
        Context = Text(config, "context"),
        Namespace = Text(config, "namespace"),
        ClusterIdentifier = Text(config, "clusterIdentifier"),
        RenderYamlToDirectory = Text(config, "renderYamlToDirectory"),
        ServerSideApply = Flag(config, "enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY") ?? true,
        PatchForce = Flag(config, "enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE") ?? false,
        Upsert = Flag(config, "upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS") ?? false,
        ConfigMapMutable = Flag(config, "enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE") ?? false,
        SecretMutable = Flag(config, "enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE") ?? false,
    };

    private static string? Text(PropertyMap config, string name) => Unquoted(config[name]?.AsText) is { Length: > 0 } text ? text : null;

    /// <summary>Some programs send texts as JSON strings.</summary>
    private static string? Unquoted(string? text) => text is ['"', .., '"'] ? System.Text.Json.JsonSerializer.Deserialize<string>(text) : text;

    private static bool? Flag(PropertyMap config, string name, string variable) => config[name] switch
    {
        PropertyValue.Bool b => b.Value,
        { AsText: { } text } when bool.TryParse(text, out var value) => value,
        _ => bool.TryParse(Environment.GetEnvironmentVariable(variable), out var value) ? value : null,
    };
}
