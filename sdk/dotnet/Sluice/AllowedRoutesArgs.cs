using Pulumi;

namespace Sluice;

/// <summary>Which routes may attach to a listener. <see cref="AllowRoutes"/> makes them.</summary>
public sealed class AllowedRoutesArgs : ResourceArgs
{
    /// <summary><c>Same</c> (the default: the gateway's namespace), <c>All</c> or <c>Selector</c>.</summary>
    [Input("from")]
    public string? From { get; set; }

    /// <summary>With <c>Selector</c>: labels a namespace must have.</summary>
    [Input("namespaceLabels")]
    public InputMap<string>? NamespaceLabels { get; set; }

    /// <summary>Kinds of routes, such as <c>HTTPRoute</c>; those of the listener's protocol if there is none.</summary>
    [Input("kinds")]
    public List<string> Kinds { get; set => field = value ?? []; } = [];
}
