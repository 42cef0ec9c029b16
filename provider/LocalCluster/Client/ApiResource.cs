namespace Sluice.LocalCluster.Client;

internal enum ResourceScope
{
    Cluster,
    Namespaced,
}

/// <summary>Where a kind is served: its group, version, plural name and scope.</summary>
internal sealed record ApiResource(string Group, string Version, string Plural, string Kind, ResourceScope Scope)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    private string Root => Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";

    public string Collection(string? ns = null) =>
        Scope == ResourceScope.Namespaced && !string.IsNullOrEmpty(ns) ? $"{Root}/namespaces/{ns}/{Plural}" : $"{Root}/{Plural}";

    public string Item(ObjectKey key, string? subresource = null)
    {
        string path = $"{Collection(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }
}
