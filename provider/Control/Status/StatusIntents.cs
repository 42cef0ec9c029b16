using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>Pairs a status plan with the objects it speaks about.</summary>
internal static class StatusIntents
{
    public static IEnumerable<StatusIntent> Of(StatusPlan plan, CachedCluster cluster, string controller, TimeProvider time)
    {
        DateTimeOffset Now() => time.GetUtcNow();

        return Planned(WatchedKinds.GatewayClasses.Resource, cluster.GatewayClasses, plan.GatewayClasses, (status, planned) => StatusMerge.GatewayClass(status, planned, Now()))
            .Concat(Planned(WatchedKinds.Gateways.Resource, cluster.Gateways, plan.Gateways, (status, planned) => StatusMerge.Gateway(status, planned, Now())))
            .Concat(Planned(WatchedKinds.ListenerSets.Resource, cluster.ListenerSets, plan.ListenerSets, (status, planned) => StatusMerge.ListenerSet(status, planned, Now())))
            .Concat(Routes(WatchedKinds.HttpRoutes.Resource, cluster.HttpRoutes, plan, item => item.Status?.Parents, controller, Now))
            .Concat(Routes(WatchedKinds.GrpcRoutes.Resource, cluster.GrpcRoutes, plan, item => item.Status?.Parents, controller, Now))
            .Concat(Routes(WatchedKinds.TlsRoutes.Resource, cluster.TlsRoutes, plan, item => item.Status?.Parents, controller, Now))
            .Concat(Routes(WatchedKinds.TcpRoutes.Resource, cluster.TcpRoutes, plan, item => item.Status?.Parents, controller, Now))
            .Concat(Routes(WatchedKinds.UdpRoutes.Resource, cluster.UdpRoutes, plan, item => item.Status?.Parents, controller, Now))
            .Concat(Planned(WatchedKinds.Meshes.Resource, cluster.Meshes, plan.Meshes, (status, planned) => StatusMerge.Mesh(status, planned, Now())))
            .Concat(Policies(cluster.BackendTlsPolicies, plan, controller, Now));
    }

    private static IEnumerable<StatusIntent> Planned<TObject, TPlan>(
        ApiResource resource, ImmutableDictionary<ObjectKey, TObject> objects, ImmutableDictionary<ObjectKey, TPlan> plans, Func<JsonObject?, TPlan, JsonObject> merge)
        where TObject : KubernetesObject
        where TPlan : PlannedStatus
    {
        foreach (var (key, plan) in plans)
        {
            if (objects.TryGetValue(key, out var item))
            {
                yield return new StatusIntent { Resource = resource, Key = key, Cached = item, Plan = plan, Merge = status => merge(status, plan) };
            }
        }
    }

    private static IEnumerable<StatusIntent> Routes<T>(
        ApiResource resource, ImmutableDictionary<ObjectKey, T> routes, StatusPlan plan, Func<T, IList<RouteParentStatus>?> parents, string controller, Func<DateTimeOffset> now)
        where T : KubernetesObject
    {
        foreach (var (key, route) in routes)
        {
            var planned = plan.Routes.GetValueOrDefault(new RouteKey(resource.Kind, key));
            if (planned is not null || parents(route)?.Any(parent => parent.ControllerName == controller) == true)
            {
                yield return new StatusIntent
                {
                    Resource = resource,
                    Key = key,
                    Cached = route,
                    Plan = planned,
                    Merge = status => StatusMerge.Route(status, planned, controller, now()),
                };
            }
        }
    }

    private static IEnumerable<StatusIntent> Policies(
        ImmutableDictionary<ObjectKey, BackendTLSPolicy> policies, StatusPlan plan, string controller, Func<DateTimeOffset> now)
    {
        foreach (var (key, policy) in policies)
        {
            var planned = plan.BackendTlsPolicies.GetValueOrDefault(key);
            if (planned is not null || policy.Status?.Ancestors?.Any(ancestor => ancestor.ControllerName == controller) == true)
            {
                yield return new StatusIntent
                {
                    Resource = WatchedKinds.BackendTlsPolicies.Resource,
                    Key = key,
                    Cached = policy,
                    Plan = planned,
                    Merge = status => StatusMerge.Policy(status, planned, controller, now()),
                };
            }
        }
    }
}
