using Pulumi;

namespace Sluice;

/// <summary>Which gRPC calls a rule takes and what happens to them.</summary>
public sealed class GrpcRuleArgs : ResourceArgs
{
    /// <summary>The rule's name, for status and explanations.</summary>
    [Input("name")]
    public string? Name { get; set; }

    /// <summary>The call is to one of these; any call if there is none.</summary>
    [Input("methods")]
    public List<GrpcMethodArgs> Methods { get; set => field = value ?? []; } = [];

    /// <summary>The call has all of these headers.</summary>
    [Input("headers")]
    public List<ValueMatchArgs> Headers { get; set => field = value ?? []; } = [];

    /// <summary>Where the calls go. For more than one, use <see cref="Backends"/>.</summary>
    [Input("backend")]
    public BackendArgs? Backend { get; set; }

    /// <summary>Several backends that share the calls by weight.</summary>
    [Input("backends")]
    public List<BackendArgs> Backends { get; set => field = value ?? []; } = [];

    /// <summary>What is done to the calls and answers, in this order: header changes, mirrors and extensions.</summary>
    [Input("filters")]
    public List<FilterArgs> Filters { get; set => field = value ?? []; } = [];

    /// <summary>Keeps a client at the backend it first reached.</summary>
    [Input("sessionPersistence")]
    public SessionPersistenceArgs? SessionPersistence { get; set; }
}
