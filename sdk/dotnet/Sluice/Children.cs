using System.Collections.Immutable;
using Pulumi;
using Sluice.Crds.Gateway.V1;
using Sluice.Crds.Types.Inputs.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>What all components do with the objects they declare.</summary>
internal static class Children
{
    public static CustomResourceOptions Options(ComponentResource component) => new() { Parent = component };

    public static void Grants(ComponentResource component, ImmutableArray<Named<ReferenceGrantArgs>> grants)
    {
        foreach (var grant in grants)
        {
            _ = new ReferenceGrant(grant.Name, grant.Args, Options(component));
        }
    }

    public static void Redirects(ComponentResource component, ImmutableArray<Named<HTTPRouteArgs>> routes)
    {
        foreach (var route in routes)
        {
            _ = new HTTPRoute(route.Name, route.Args, Options(component));
        }
    }
}
