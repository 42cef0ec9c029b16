using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>Owner references as controllers set and read them.</summary>
internal static class Owners
{
    public static V1OwnerReference Controller(IKubernetesObject<V1ObjectMeta> owner, ApiResource resource) => new()
    {
        ApiVersion = resource.ApiVersion,
        Kind = resource.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    public static V1OwnerReference? ControllerOf(IMetadata<V1ObjectMeta> item) =>
        item.Metadata.OwnerReferences?.FirstOrDefault(o => o.Controller == true);

    public static bool IsControlledBy(IMetadata<V1ObjectMeta> item, IMetadata<V1ObjectMeta> owner) =>
        ControllerOf(item)?.Uid == owner.Metadata.Uid;
}
