using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>Parts of gRPC rules that several components make.</summary>
internal static class GrpcRules
{
    /// <summary>One match per method, each with all the headers; no match at all where there is no condition.</summary>
    public static InputList<GRPCRouteMatchArgs>? Matches(List<GrpcMethodArgs> methods, List<ValueMatchArgs> headers)
    {
        if (methods.Count > 0)
        {
            return Lists.OrNone(methods.Select(method => Match(method, headers)));
        }

        return headers.Count > 0 ? Lists.OrNone([Match(null, headers)]) : null;
    }

    public static GRPCBackendRefArgs Backend(BackendArgs backend, Input<int>? weight)
    {
        var reference = new GRPCBackendRefArgs
        {
            Group = Optional.Of(backend.Group),
            Kind = Optional.Of(backend.Kind),
            Name = backend.Name,
            Namespace = Optional.Of(backend.Namespace),
            Port = backend.Port,
            Weight = weight,
        };
        if (Filters(backend.Filters) is { } filters)
        {
            reference.Filters = filters;
        }

        return reference;
    }

    public static InputList<GRPCRouteFilterArgs>? Filters(IEnumerable<FilterArgs> filters) => Lists.OrNone(filters.Select(Filter));

    private static GRPCRouteFilterArgs Filter(FilterArgs filter) => filter switch
    {
        { RequestHeaders: { } changes } => new() { Type = "RequestHeaderModifier", RequestHeaderModifier = HttpFilters.Headers(changes) },
        { ResponseHeaders: { } changes } => new() { Type = "ResponseHeaderModifier", ResponseHeaderModifier = HttpFilters.Headers(changes) },
        { Mirror: { } mirror } => new() { Type = "RequestMirror", RequestMirror = HttpFilters.Mirror(mirror) },
        { Extension: { } extension } => new() { Type = "ExtensionRef", ExtensionRef = HttpFilters.Extension(extension) },
        _ => throw new InvalidOperationException("The filter does not exist for gRPC; the checks let it pass."),
    };

    private static GRPCRouteMatchArgs Match(GrpcMethodArgs? method, List<ValueMatchArgs> headers)
    {
        var match = new GRPCRouteMatchArgs();
        if (method is not null)
        {
            match.Method = new GRPCMethodMatchArgs { Service = method.Service, Method = method.Method, Type = Optional.Of(method.Type) };
        }

        if (Lists.OrNone(headers.Select(header => new GRPCHeaderMatchArgs { Name = header.Name, Value = header.Value, Type = Optional.Of(header.Type) })) is { } matches)
        {
            match.Headers = matches;
        }

        return match;
    }
}
