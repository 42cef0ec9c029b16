using Sluice.Translation;

namespace Sluice.Control.Kubernetes;

/// <summary>A resource of the API server and its paths.</summary>
internal sealed record ApiResource(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    private string Root => Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";

    /// <summary>All objects of all namespaces.</summary>
    public string Collection() => $"{Root}/{Plural}";

    public string Collection(string ns) => Namespaced ? $"{Root}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}" : Collection();

    public string Object(ObjectKey key) => $"{Collection(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";

    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
