using System.Collections.Immutable;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>A route and the grants it needs.</summary>
internal sealed record RouteObjects<TRoute>(Named<TRoute> Route, ImmutableArray<Named<ReferenceGrantArgs>> Grants);
