using System.Collections.Immutable;
using System.Text;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>The names and annotations by which the provider is steered.</summary>
internal static class Annotations
{
    public const string Autonamed = "pulumi.com/autonamed";
    public const string SkipAwait = "pulumi.com/skipAwait";
    public const string WaitFor = "pulumi.com/waitFor";
    public const string TimeoutSeconds = "pulumi.com/timeoutSeconds";
    public const string ReplaceUnready = "pulumi.com/replaceUnready";
    public const string PatchForce = "pulumi.com/patchForce";
    public const string PatchFieldManager = "pulumi.com/patchFieldManager";
    public const string DeletionPropagation = "pulumi.com/deletionPropagationPolicy";

    public static string? Get(PropertyMap manifest, string name) => manifest.Map("metadata")?.Map("annotations")?.Text(name);

    public static bool IsTrue(PropertyMap manifest, string name) => string.Equals(Get(manifest, name), "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Pure operations on manifests.</summary>
internal static class Manifests
{
    private const int SuffixBytes = 4;

    /// <summary>Fields only a server writes.</summary>
    private static readonly string[] ServerMetadata =
    [
        "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "uid", "selfLink",
    ];

    /// <summary>Keys of the state that are no part of the object.</summary>
    private static readonly string[] StateKeys = ["__inputs", "__initialApiVersion", "__fieldManager"];

    private static readonly string[] SecretKeys = ["data", "stringData"];

    public static string Name(PropertyMap manifest) => manifest.Map("metadata")?.Text("name") ?? "";

    public static string Namespace(PropertyMap manifest) => manifest.Map("metadata")?.Text("namespace") ?? "";

    public static PropertyMap WithMetadata(PropertyMap manifest, string name, PropertyValue value) =>
        manifest.With("metadata", (manifest.Map("metadata") ?? PropertyMap.Empty).With(name, value));

    public static PropertyMap WithoutServerMetadata(PropertyMap manifest) => manifest.Map("metadata") is { } metadata
        ? manifest.With("metadata", ServerMetadata.Aggregate(metadata, static (m, name) => m.Without(name)))
        : manifest;

    public static PropertyMap WithoutStateKeys(PropertyMap outputs) => StateKeys.Aggregate(outputs, static (o, key) => o.Without(key));

    /// <summary>Gives an unnamed object a name: the one it has, or a new one made of its logical name and the seed.</summary>
    public static PropertyMap Autonamed(PropertyMap manifest, PropertyMap? olds, string logicalName, ImmutableArray<byte> seed)
    {
        var metadata = manifest.Map("metadata");
        if (metadata?["name"] is { } name and not PropertyValue.Null && name.AsText != "")
        {
            return manifest;
        }

        var former = olds is not null && Annotations.IsTrue(olds, Annotations.Autonamed) ? Name(olds) : "";
        var made = former.Length > 0 ? former : $"{logicalName}-{Convert.ToHexStringLower(seed.AsSpan()[..SuffixBytes])}";
        var annotations = (metadata?.Map("annotations") ?? PropertyMap.Empty).With(Annotations.Autonamed, "true");
        return WithMetadata(WithMetadata(manifest, "name", made), "annotations", annotations);
    }

    /// <summary>Inputs as they are compared: text data of Secrets in the encoding the server keeps it in.</summary>
    public static PropertyMap Normalized(PropertyMap manifest)
    {
        manifest = WithoutServerMetadata(manifest);
        if (manifest.Text("kind") != "Secret" || manifest.Text("apiVersion") != "v1" || manifest["stringData"]?.Revealed.AsMap is not { } texts)
        {
            return manifest;
        }

        var data = manifest["data"]?.Revealed.AsMap ?? PropertyMap.Empty;
        foreach (var (key, value) in texts)
        {
            data = data.With(key, value.AsText is { } text ? (PropertyValue)Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : value);
        }

        return manifest.Without("stringData").With("data", PropertyValue.SecretOf(data));
    }

    /// <summary>The state of an object: as the server has it, with what was asked for beside it.</summary>
    public static PropertyMap Outputs(PropertyMap live, PropertyMap inputs, string fieldManager)
    {
        var secretInputs = SecretParts(inputs);
        return SecretParts(MarkSecrets(secretInputs, live).AsMap!)
            .With("__inputs", secretInputs)
            .With("__initialApiVersion", inputs["apiVersion"] ?? "")
            .With("__fieldManager", fieldManager);
    }

    /// <summary>
    /// What the inputs would be if the object as it is now had been asked for. Only paths of the old inputs are looked at, and only
    /// what moved since the last look counts: values a server spells its own way from the start are no drift.
    /// </summary>
    public static PropertyMap InputsAfterDrift(PropertyMap inputs, PropertyMap before, PropertyMap now) => Drift(inputs, before, now).AsMap!;

    private static PropertyValue Drift(PropertyValue input, PropertyValue? before, PropertyValue? now)
    {
        if (input is PropertyValue.Secret secret)
        {
            return PropertyValue.SecretOf(Drift(secret.Element, before?.Revealed, now?.Revealed));
        }

        if (input is PropertyValue.Map map)
        {
            return map.Members.Select((name, value) => Drift(value, before?.AsMap?[name], now?.AsMap?[name])).Where(static (_, v) => v is not PropertyValue.Null);
        }

        if (before is null || (now is not null && before.Revealed.Equals(now.Revealed)))
        {
            return input;
        }

        if (input is PropertyValue.List list && before.AsList is { } olds && now?.AsList is { } news && list.Items.Length == news.Length && olds.Length == news.Length)
        {
            return PropertyValue.ListOf(list.Items.Select((item, i) => Drift(item, olds[i], news[i])));
        }

        return now ?? PropertyValue.NullValue;
    }

    /// <summary>A Secret's data is secret whether or not the program said so.</summary>
    private static PropertyMap SecretParts(PropertyMap manifest)
    {
        if (manifest.Text("kind") != "Secret" || manifest.Text("apiVersion") != "v1")
        {
            return manifest;
        }

        return SecretKeys.Where(manifest.Has).Aggregate(manifest, static (m, key) => m.With(key, PropertyValue.SecretOf(m[key]!.Revealed)));
    }

    /// <summary>What was secret on the way in is secret on the way out.</summary>
    private static PropertyValue MarkSecrets(PropertyValue input, PropertyValue live) => (input, live) switch
    {
        (PropertyValue.Secret, _) => PropertyValue.SecretOf(live.Revealed),
        (PropertyValue.Map i, PropertyValue.Map l) when i.ContainsSecrets => l.Members.Select((name, value) => i.Members[name] is { } member ? MarkSecrets(member, value) : value),
        (PropertyValue.List i, PropertyValue.List l) when i.ContainsSecrets => PropertyValue.ListOf(l.Items.Select((value, at) => at < i.Items.Length ? MarkSecrets(i.Items[at], value) : value)),
        _ => live,
    };
}
