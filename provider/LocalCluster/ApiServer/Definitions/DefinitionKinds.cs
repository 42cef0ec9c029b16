using System.Text.Json.Nodes;
using Sluice.GatewayApi;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>From a CustomResourceDefinition to the resources it serves.</summary>
internal static class DefinitionKinds
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    public static IReadOnlyList<ResourceKind> Served(JsonObject definition)
    {
        var spec = definition.Object("spec");
        var versions = spec.Array("versions").Objects().ToList();
        var storage = versions.FirstOrDefault(v => v.Flag("storage") == true).Text("name") ?? "";
        return [.. versions.Where(v => v.Flag("served") == true).Select(v => Kind(spec!, v, storage))];
    }

    private static ResourceKind Kind(JsonObject spec, JsonObject version, string storage)
    {
        var names = spec.Object("names");
        var group = spec.Text("group") ?? "";
        var name = version.Text("name") ?? "";
        var kind = names.Text("kind") ?? "";
        var schema = StructuralSchemas.ReadRoot(version.At("schema", "openAPIV3Schema") as JsonObject);
        var hasStatus = version.At("subresources", "status") is not null;
        var known = KnownKinds.Find($"{group}/{name}", kind);
        return new ResourceKind
        {
            Group = group,
            Version = name,
            StorageVersion = storage,
            Plural = names.Text("plural") ?? "",
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = names.Text("listKind") ?? kind + "List",
            Scope = spec.Text("scope") == "Cluster" ? ResourceScope.Cluster : ResourceScope.Namespaced,
            Schema = schema,
            Strategy = new CustomStrategy(schema, hasStatus, known is not null && KnownKinds.GatewayApi.Contains(known) ? known : null, name),
            ShortNames = [.. names.Array("shortNames").Strings()],
            Categories = [.. names.Array("categories").Strings()],
            Verbs = Verbs,
            Subresources = Subresources(version, group, name, kind, hasStatus),
            Custom = Custom(version, group, name, kind),
        };
    }

    private static List<Subresource> Subresources(JsonObject version, string group, string name, string kind, bool hasStatus)
    {
        var subresources = new List<Subresource>();
        if (hasStatus)
        {
            subresources.Add(new Subresource("status", new GroupVersionKind(group, name, kind), SubresourceVerbs));
        }

        if (version.At("subresources", "scale") is not null)
        {
            subresources.Add(new Subresource("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), SubresourceVerbs));
        }

        return subresources;
    }

    private static CustomVersion Custom(JsonObject version, string group, string name, string kind)
    {
        var scale = version.At("subresources", "scale");
        return new CustomVersion
        {
            Definition = version,
            Columns = [.. version.Array("additionalPrinterColumns").Objects().Select(c => new PrinterColumn(
                c.Text("name") ?? "",
                c.Text("type") ?? "string",
                c.Text("format") ?? "",
                c.Text("description") ?? "",
                (int)(c.Integer("priority") ?? 0),
                c.Text("jsonPath") ?? ""))],
            Scale = scale is null ? null : new ScalePaths(scale.Text("specReplicasPath") ?? "", scale.Text("statusReplicasPath") ?? "", scale.Text("labelSelectorPath")),
            DeprecationWarning = version.Flag("deprecated") != true ? null : version.Text("deprecationWarning") ?? $"{group}/{name} {kind} is deprecated",
            SelectableFields = [.. version.Array("selectableFields").Objects().Select(f => f.Text("jsonPath") ?? "")],
        };
    }
}
