using Pulumi;

namespace Sluice;

/// <summary>Ways to say which routes may attach.</summary>
public static class AllowRoutes
{
    internal const string Same = "Same";
    internal const string All = "All";
    internal const string Selector = "Selector";
    internal const string None = "None";

    /// <summary>Routes of the gateway's own namespace.</summary>
    public static AllowedRoutesArgs FromSameNamespace() => new() { From = Same };

    /// <summary>Routes of every namespace.</summary>
    public static AllowedRoutesArgs FromAllNamespaces() => new() { From = All };

    /// <summary>Routes of namespaces with all of these labels.</summary>
    /// <param name="labels">The labels.</param>
    public static AllowedRoutesArgs FromNamespacesWith(InputMap<string> labels) => new() { From = Selector, NamespaceLabels = labels };

    /// <summary>Routes of one namespace, by the label Kubernetes gives every namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    public static AllowedRoutesArgs FromNamespace(Input<string> @namespace) =>
        FromNamespacesWith(new InputMap<string> { { "kubernetes.io/metadata.name", @namespace } });
}
