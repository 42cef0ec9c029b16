using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Engine.Deployments;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>
/// The components <c>kubernetes:yaml/v2:ConfigFile</c> and <c>ConfigGroup</c>: one child per object of the manifests, definitions and
/// namespaces before what needs them.
/// </summary>
internal sealed class YamlComponents(string programFolder, IRegistrar registrar)
{
    private const string ConfigFile = "kubernetes:yaml/v2:ConfigFile";
    private const string ConfigGroup = "kubernetes:yaml/v2:ConfigGroup";
    private const string Decode = "kubernetes:yaml:decode";

    private static readonly HttpClient Downloads = new() { Timeout = TimeSpan.FromMinutes(2) };

    public static InvokeResult Invoke(string token, PropertyMap args)
    {
        if (token != Decode)
        {
            throw new ProviderException($"The function '{token}' needs the pulumi-kubernetes plugin, which the embedded engine does not run. Use the Pulumi CLI for this program.");
        }

        try
        {
            var objects = YamlManifests.Read(args.Text("text") ?? "");
            return new InvokeResult(PropertyMap.Of(("result", PropertyValue.ListOf(objects.Select(static o => (PropertyValue)PlainJson.Read(o))))), []);
        }
        catch (FormatException e)
        {
            return new InvokeResult(PropertyMap.Empty, [new CheckFailure("text", e.Message)]);
        }
    }

    public async Task<ConstructResult> ConstructAsync(ConstructRequest request, CancellationToken cancellation)
    {
        var goal = request.Goal;
        if (goal.Type is not (ConfigFile or ConfigGroup))
        {
            throw new ProviderException($"The component {goal.Type} needs the pulumi-kubernetes plugin, which the embedded engine does not run; it runs {ConfigFile} and {ConfigGroup}. Use the Pulumi CLI for this program.");
        }

        var objects = await ReadAsync(goal, cancellation);
        var self = await registrar.RegisterAsync(goal with { Remote = false, Inputs = PropertyMap.Empty }, cancellation);
        if (self.Outcome != RegistrationOutcome.Success)
        {
            throw new ProviderException($"The component {goal.Name} could not be registered.");
        }

        var prefix = goal.Inputs.Text("resourcePrefix") ?? goal.Name;
        var skipAwait = goal.Inputs["skipAwait"]?.Revealed is PropertyValue.Bool { Value: true };
        var made = new List<RegistrationResult>();
        var foundations = ImmutableArray<Urn>.Empty;
        foreach (var phase in objects.GroupBy(Phase).OrderBy(static g => g.Key))
        {
            var results = await Task.WhenAll(phase.Select(o => registrar.RegisterAsync(Child(goal, self.Urn, o, prefix, skipAwait, foundations), cancellation)));
            if (results.Any(static r => r.Outcome == RegistrationOutcome.Failed) && request.Mode == RunMode.Apply)
            {
                throw new ProviderException($"Objects of {goal.Name} failed; see above.");
            }

            made.AddRange(results);
            foundations = [.. foundations, .. results.Select(static r => r.Urn)];
        }

        var resources = PropertyValue.ListOf(made.Select(static r => (PropertyValue)new PropertyValue.Reference(r.Urn, r.Id.Length > 0 ? r.Id : PropertyValue.UnknownValue, "")));
        var state = PropertyMap.Of(("resources", resources));
        await registrar.RegisterOutputsAsync(self.Urn, state, cancellation);
        return new ConstructResult(self.Urn, state, new Dictionary<string, IReadOnlyList<Urn>> { ["resources"] = [.. made.Select(static r => r.Urn)] });
    }

    private static int Phase(JsonObject manifest) => manifest["kind"]?.GetValue<string>() switch
    {
        "CustomResourceDefinition" => 0,
        "Namespace" => 1,
        _ => 2,
    };

    private static ResourceGoal Child(ResourceGoal component, Urn parent, JsonObject manifest, string prefix, bool skipAwait, ImmutableArray<Urn> foundations)
    {
        var inputs = PlainJson.Read(manifest);
        var kind = GroupVersionKind.Of(manifest);
        var version = kind.Group.Length == 0 ? $"core/{kind.ApiVersion}" : kind.ApiVersion;
        if (skipAwait)
        {
            var annotations = inputs.Map("metadata")?.Map("annotations") ?? PropertyMap.Empty;
            inputs = Manifests.WithMetadata(inputs, "annotations", annotations.With(Annotations.SkipAwait, "true"));
        }

        return new ResourceGoal
        {
            Type = $"kubernetes:{version}:{kind.Kind}",
            Name = $"{prefix}:{new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs))}",
            Custom = true,
            Parent = parent,
            Inputs = inputs,
            Dependencies = foundations,
            Version = component.Version,
        };
    }

    private async Task<IReadOnlyList<JsonObject>> ReadAsync(ResourceGoal goal, CancellationToken cancellation)
    {
        var inputs = goal.Inputs.Revealed;
        if (inputs.ContainsUnknowns)
        {
            throw new ProviderException($"{goal.Type} '{goal.Name}': its arguments must be known before the deployment, because they decide which objects exist.");
        }

        var found = new List<JsonObject>();
        var files = goal.Type == ConfigFile ? [inputs.Text("file") ?? ""] : inputs["files"]?.AsList?.Select(static f => f.AsText ?? "").ToList() ?? [];
        foreach (var file in files)
        {
            foreach (var (source, text) in await LoadAsync(file, cancellation))
            {
                found.AddRange(Parse(text, source));
            }
        }

        if (inputs.Text("yaml") is { } inline)
        {
            found.AddRange(Parse(inline, $"the yaml of {goal.Name}"));
        }

        found.AddRange(inputs["objs"]?.AsList?.Select(static o => PlainJson.Write(o.AsMap ?? PropertyMap.Empty)) ?? []);
        return found;
    }

    private static IReadOnlyList<JsonObject> Parse(string text, string source)
    {
        try
        {
            return YamlManifests.Read(text);
        }
        catch (FormatException e)
        {
            throw new ProviderException($"{source}: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<(string Source, string Text)>> LoadAsync(string file, CancellationToken cancellation)
    {
        if (Uri.TryCreate(file, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            try
            {
                return [(file, await Downloads.GetStringAsync(address, cancellation))];
            }
            catch (HttpRequestException e)
            {
                throw new ProviderException($"{file} cannot be downloaded: {e.Message}. Check the address and the network, or save the file beside the program and name its path.", e);
            }
        }

        var pattern = Path.Combine(programFolder, file);
        var folder = Path.GetDirectoryName(pattern)!;
        var name = Path.GetFileName(pattern);
        var paths = name.Contains('*', StringComparison.Ordinal) && Directory.Exists(folder)
            ? Directory.GetFiles(folder, name).Order(StringComparer.Ordinal).ToArray()
            : File.Exists(pattern) ? [pattern] : [];
        return paths.Length > 0
            ? [.. paths.Select(static p => (p, File.ReadAllText(p)))]
            : throw new ProviderException($"{pattern} does not exist. Paths are relative to the program's folder.");
    }
}
