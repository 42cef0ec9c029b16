using System.Globalization;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Rolls Deployments out: one ReplicaSet per pod template, moved in steps from old to new.</summary>
internal sealed class DeploymentController : Controller
{
    public const string Revision = "deployment.kubernetes.io/revision";
    private const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    private const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    private const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public DeploymentController(ControllerContext context)
        : base(context)
    {
        Caches.Deployments.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.ReplicaSets.OnChange(change => Notice(change.Current));
        Caches.Pods.OnChange(change => Notice(change));
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Deployments.Find(key) is not { } deployment)
        {
            return;
        }

        List<V1ReplicaSet> sets = await ClaimAsync(deployment, cancel).ConfigureAwait(false);
        V1ReplicaSet? current = sets.Where(s => TemplateHash.Same(s.Spec.Template, deployment.Spec.Template))
            .OrderBy(s => s.Metadata.CreationTimestamp).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();
        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            await SyncStatusAsync(deployment, current, sets, cancel).ConfigureAwait(false);
            return;
        }

        if (deployment.Spec.Paused == true)
        {
            await PausedAsync(deployment, current, sets, cancel).ConfigureAwait(false);
            return;
        }

        bool recreate = deployment.Spec.Strategy?.Type == "Recreate";
        List<V1ReplicaSet> old = [.. sets.Where(s => s.Metadata.Uid != current?.Metadata.Uid).OrderBy(s => s.Metadata.CreationTimestamp)];
        if (recreate && (await StopAllAsync(deployment, old, cancel).ConfigureAwait(false) || HasPods(deployment, old)))
        {
            await SyncStatusAsync(deployment, current, sets, cancel).ConfigureAwait(false);
            return;
        }

        current = current is null
            ? await CreateAsync(deployment, sets, cancel).ConfigureAwait(false)
            : await KeepRevisionAsync(deployment, current, sets, cancel).ConfigureAwait(false);
        if (current is null)
        {
            return;
        }

        deployment = Caches.Deployments.Find(key) ?? deployment;
        RollingUpdate plan = recreate ? new RollingUpdate(deployment.Spec.Replicas ?? 1, 0, 0) : RollingUpdate.Of(deployment.Spec);
        RolloutSet currentSet = Count(current);
        int total = currentSet.Wanted + old.Sum(s => Count(s).Wanted);
        int next = recreate ? plan.Replicas : plan.NextForNew(currentSet, total);
        if (next != currentSet.Wanted)
        {
            current = await ScaleAsync(deployment, current, next, cancel).ConfigureAwait(false);
        }
        else if (old.Count > 0 && !recreate)
        {
            int[] down = plan.NextForOld(currentSet, [.. old.Select(Count)]);
            for (int i = 0; i < old.Count; i++)
            {
                if (down[i] != Count(old[i]).Wanted)
                {
                    old[i] = await ScaleAsync(deployment, old[i], down[i], cancel).ConfigureAwait(false);
                }
            }
        }

        V1DeploymentStatus status = await SyncStatusAsync(deployment, current, [current, .. old], cancel).ConfigureAwait(false);
        if (DeploymentStatus.IsComplete(deployment, status))
        {
            await CleanUpAsync(deployment, old, cancel).ConfigureAwait(false);
        }
    }

    private void Notice(V1ReplicaSet set)
    {
        if (Owners.ControllerOf(set) is { Kind: "Deployment" } owner)
        {
            Queue.Add(new ObjectKey(set.Metadata.NamespaceProperty, owner.Name));
            return;
        }

        foreach (V1Deployment deployment in Caches.Deployments.In(set.Metadata.NamespaceProperty)
            .Where(d => LabelSelectors.Matches(d.Spec.Selector, set.Metadata.Labels)))
        {
            Queue.Add(ObjectKey.Of(deployment));
        }
    }

    private void Notice(ResourceChange<V1Pod> change)
    {
        // Pods matter themselves only when they are gone: Recreate waits for the last one. All else shows in their ReplicaSet.
        V1Pod pod = change.Current;
        if (change.New is null
            && Owners.ControllerOf(pod) is { Kind: "ReplicaSet" } owner
            && Caches.ReplicaSets.Find(pod.Metadata.NamespaceProperty, owner.Name) is { } set)
        {
            Notice(set);
        }
    }

    private async Task<List<V1ReplicaSet>> ClaimAsync(V1Deployment deployment, CancellationToken cancel)
    {
        var claimed = new List<V1ReplicaSet>();
        foreach (V1ReplicaSet set in Caches.ReplicaSets.In(deployment.Metadata.NamespaceProperty).ToList())
        {
            bool matches = LabelSelectors.Matches(deployment.Spec.Selector, set.Metadata.Labels);
            if (Owners.IsControlledBy(set, deployment))
            {
                if (matches)
                {
                    claimed.Add(set);
                }
            }
            else if (matches && Owners.ControllerOf(set) is null && set.Metadata.DeletionTimestamp is null && deployment.Metadata.DeletionTimestamp is null)
            {
                V1ReplicaSet adopted = await Client.ReplaceAsync(
                    set with { Metadata = set.Metadata with { OwnerReferences = [.. set.Metadata.OwnerReferences ?? [], Owners.Controller(deployment, Kinds.Deployments)] } },
                    cancel).ConfigureAwait(false);
                Caches.ReplicaSets.Observe(adopted);
                claimed.Add(adopted);
            }
        }

        return claimed;
    }

    private async Task PausedAsync(V1Deployment deployment, V1ReplicaSet? current, List<V1ReplicaSet> sets, CancellationToken cancel)
    {
        // A paused Deployment still follows its replica count, but starts no rollout.
        V1ReplicaSet? active = current ?? sets.Where(s => s.Spec.Replicas > 0).OrderByDescending(s => s.Metadata.CreationTimestamp).FirstOrDefault();
        if (active is not null && sets.Count(s => s.Spec.Replicas > 0) <= 1 && active.Spec.Replicas != deployment.Spec.Replicas)
        {
            V1ReplicaSet scaled = await ScaleAsync(deployment, active, deployment.Spec.Replicas ?? 1, cancel).ConfigureAwait(false);
            sets = [scaled, .. sets.Where(s => s.Metadata.Uid != scaled.Metadata.Uid)];
        }

        await SyncStatusAsync(deployment, current, sets, cancel).ConfigureAwait(false);
    }

    private async Task<bool> StopAllAsync(V1Deployment deployment, List<V1ReplicaSet> old, CancellationToken cancel)
    {
        bool any = false;
        for (int i = 0; i < old.Count; i++)
        {
            if (old[i].Spec.Replicas > 0)
            {
                old[i] = await ScaleAsync(deployment, old[i], 0, cancel).ConfigureAwait(false);
                any = true;
            }
        }

        return any;
    }

    /// <summary>Until both the pods and what their ReplicaSets say about them are gone, so that the status goes down before it goes up.</summary>
    private bool HasPods(V1Deployment deployment, List<V1ReplicaSet> old) =>
        old.Any(s => s.Status?.TerminatingReplicas > 0)
        || Caches.Pods.In(deployment.Metadata.NamespaceProperty).Any(p => !PodState.IsFinished(p) && old.Any(s => Owners.IsControlledBy(p, s)));

    private async Task<V1ReplicaSet?> CreateAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancel)
    {
        V1PodTemplateSpec template = deployment.Spec.Template;
        string hash = TemplateHash.Of(template, deployment.Status?.CollisionCount);
        RollingUpdate plan = RollingUpdate.Of(deployment.Spec);
        int oldWanted = sets.Sum(s => s.Spec.Replicas ?? 0);
        int replicas = deployment.Spec.Strategy?.Type == "Recreate" ? plan.Replicas : plan.NextForNew(default, oldWanted);
        string revision = NextRevision(sets);
        Dictionary<string, string> labels = TemplateHash.WithHash(template.Metadata?.Labels, hash);
        var wanted = new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                NamespaceProperty = deployment.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = SetAnnotations(deployment, plan, revision),
                OwnerReferences = [Owners.Controller(deployment, Kinds.Deployments)],
            },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = replicas,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = deployment.Spec.Selector with { MatchLabels = TemplateHash.WithHash(deployment.Spec.Selector.MatchLabels, hash) },
                Template = template with { Metadata = (template.Metadata ?? new V1ObjectMeta()) with { Labels = labels } },
            },
        };
        V1ReplicaSet created;
        try
        {
            created = await Client.CreateAsync(wanted, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            await CollidedAsync(deployment, ObjectKey.Of(wanted), cancel).ConfigureAwait(false);
            return null;
        }

        Caches.ReplicaSets.Observe(created);
        Context.Events.Normal(new EventSubject(deployment, Kinds.Deployments), "ScalingReplicaSet", $"Scaled up replica set {created.Metadata.Name} from 0 to {replicas}");
        V1DeploymentStatus status = DeploymentStatus.WithProgress(
            deployment.Status ?? new V1DeploymentStatus(), "True", "NewReplicaSetCreated", $"Created new replica set \"{created.Metadata.Name}\"", Context.Now);

        // The status subresource of Deployments takes annotations too: both are seen at once.
        var annotations = new Dictionary<string, string>(deployment.Metadata.Annotations ?? new Dictionary<string, string>()) { [Revision] = revision };
        await WriteStatusAsync(deployment with { Metadata = deployment.Metadata with { Annotations = annotations } }, status, cancel).ConfigureAwait(false);
        return created;
    }

    private async Task CollidedAsync(V1Deployment deployment, ObjectKey key, CancellationToken cancel)
    {
        if (await Client.FindAsync<V1ReplicaSet>(Kinds.ReplicaSets, key, cancel).ConfigureAwait(false) is not { } existing)
        {
            Queue.Add(ObjectKey.Of(deployment));
            return;
        }

        if (Owners.IsControlledBy(existing, deployment) && TemplateHash.Same(existing.Spec.Template, deployment.Spec.Template))
        {
            Caches.ReplicaSets.Observe(existing);
            Queue.Add(ObjectKey.Of(deployment));
            return;
        }

        V1DeploymentStatus status = (deployment.Status ?? new V1DeploymentStatus()) with { CollisionCount = (deployment.Status?.CollisionCount ?? 0) + 1 };
        await WriteStatusAsync(deployment, status, cancel).ConfigureAwait(false);
    }

    private async Task<V1ReplicaSet> KeepRevisionAsync(V1Deployment deployment, V1ReplicaSet current, List<V1ReplicaSet> sets, CancellationToken cancel)
    {
        // Going back to an older template reuses its set under a new revision number.
        int highest = sets.Where(s => s.Metadata.Uid != current.Metadata.Uid).Select(RevisionOf).DefaultIfEmpty(0).Max();
        int revision = Math.Max(RevisionOf(current), 1);
        revision = revision > highest ? revision : highest + 1;
        string text = revision.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> annotations = SetAnnotations(deployment, RollingUpdate.Of(deployment.Spec), text);
        if (annotations.Any(a => current.Metadata.Annotations is null || !current.Metadata.Annotations.TryGetValue(a.Key, out string? v) || v != a.Value)
            || current.Spec.MinReadySeconds != deployment.Spec.MinReadySeconds)
        {
            foreach (KeyValuePair<string, string> kept in current.Metadata.Annotations ?? new Dictionary<string, string>())
            {
                annotations.TryAdd(kept.Key, kept.Value);
            }

            if (RevisionOf(current) is > 0 and var former && former != revision)
            {
                string number = former.ToString(CultureInfo.InvariantCulture);
                annotations[RevisionHistory] = annotations.TryGetValue(RevisionHistory, out string? history) ? $"{history},{number}" : number;
            }

            current = await Client.ReplaceAsync(
                current with
                {
                    Metadata = current.Metadata with { Annotations = annotations },
                    Spec = current.Spec with { MinReadySeconds = deployment.Spec.MinReadySeconds },
                },
                cancel).ConfigureAwait(false);
            Caches.ReplicaSets.Observe(current);
        }

        await AnnotateAsync(deployment, text, cancel).ConfigureAwait(false);
        return current;
    }

    private async Task AnnotateAsync(V1Deployment deployment, string revision, CancellationToken cancel)
    {
        if (deployment.Metadata.Annotations is { } annotations && annotations.TryGetValue(Revision, out string? value) && value == revision)
        {
            return;
        }

        // Through the status subresource, so that managedFields keep one entry for all that this controller writes.
        var changed = new Dictionary<string, string>(deployment.Metadata.Annotations ?? new Dictionary<string, string>()) { [Revision] = revision };
        V1Deployment updated = await Client.ReplaceAsync(deployment with { Metadata = deployment.Metadata with { Annotations = changed } }, cancel, "status").ConfigureAwait(false);
        Caches.Deployments.Observe(updated);
    }

    private async Task<V1ReplicaSet> ScaleAsync(V1Deployment deployment, V1ReplicaSet set, int replicas, CancellationToken cancel)
    {
        int before = set.Spec.Replicas ?? 1;
        RollingUpdate plan = RollingUpdate.Of(deployment.Spec);
        var annotations = new Dictionary<string, string>(set.Metadata.Annotations ?? new Dictionary<string, string>());
        Sizes(annotations, plan);
        V1ReplicaSet scaled = await Client.ReplaceAsync(
            set with { Metadata = set.Metadata with { Annotations = annotations }, Spec = set.Spec with { Replicas = replicas } }, cancel).ConfigureAwait(false);
        Caches.ReplicaSets.Observe(scaled);
        Context.Events.Normal(
            new EventSubject(deployment, Kinds.Deployments),
            "ScalingReplicaSet",
            $"Scaled {(replicas > before ? "up" : "down")} replica set {set.Metadata.Name} from {before} to {replicas}");
        return scaled;
    }

    private async Task<V1DeploymentStatus> SyncStatusAsync(
        V1Deployment deployment, V1ReplicaSet? current, IReadOnlyList<V1ReplicaSet> sets, CancellationToken cancel)
    {
        V1DeploymentStatus status = DeploymentStatus.Calculate(deployment, current, sets, Context.Now);
        await WriteStatusAsync(deployment, status, cancel).ConfigureAwait(false);
        if (DeploymentStatus.DeadlineIn(deployment, status, Context.Now) is { } wait)
        {
            Queue.AddAfter(ObjectKey.Of(deployment), wait);
        }

        return status;
    }

    private async Task WriteStatusAsync(V1Deployment deployment, V1DeploymentStatus status, CancellationToken cancel)
    {
        if (DeploymentStatus.Same(deployment.Status, status))
        {
            return;
        }

        V1Deployment updated = await Client.ReplaceAsync(deployment with { Status = status }, cancel, "status").ConfigureAwait(false);
        Caches.Deployments.Observe(updated);
    }

    private async Task CleanUpAsync(V1Deployment deployment, List<V1ReplicaSet> old, CancellationToken cancel)
    {
        int limit = deployment.Spec.RevisionHistoryLimit ?? 10;
        List<V1ReplicaSet> idle = [.. old.Where(s => s.Spec.Replicas == 0 && s.Status?.Replicas is null or 0 && s.Metadata.DeletionTimestamp is null).OrderBy(RevisionOf)];
        foreach (V1ReplicaSet set in idle.Take(Math.Max(0, idle.Count - limit)))
        {
            await Client.DeleteAsync(
                Kinds.ReplicaSets, ObjectKey.Of(set), new V1DeleteOptions { PropagationPolicy = "Background", Preconditions = new V1Preconditions { Uid = set.Metadata.Uid } }, cancel)
                .ConfigureAwait(false);
            Caches.ReplicaSets.ObserveGone(set);
        }
    }

    private static RolloutSet Count(V1ReplicaSet set) => new(set.Spec.Replicas ?? 1, set.Status?.AvailableReplicas ?? 0);

    private static int RevisionOf(V1ReplicaSet set) =>
        set.Metadata.Annotations is { } a && a.TryGetValue(Revision, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int revision)
            ? revision
            : 0;

    private static string NextRevision(List<V1ReplicaSet> sets) =>
        (sets.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string> SetAnnotations(V1Deployment deployment, RollingUpdate plan, string revision)
    {
        Dictionary<string, string> annotations = (deployment.Metadata.Annotations ?? new Dictionary<string, string>())
            .Where(a => a.Key is not LastApplied and not Revision and not RevisionHistory)
            .ToDictionary(a => a.Key, a => a.Value);
        annotations[Revision] = revision;
        Sizes(annotations, plan);
        return annotations;
    }

    private static void Sizes(Dictionary<string, string> annotations, RollingUpdate plan)
    {
        annotations[DesiredReplicas] = plan.Replicas.ToString(CultureInfo.InvariantCulture);
        annotations[MaxReplicas] = (plan.Replicas + plan.MaxSurge).ToString(CultureInfo.InvariantCulture);
    }
}
