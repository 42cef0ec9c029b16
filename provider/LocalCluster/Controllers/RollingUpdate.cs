using System.Globalization;
using k8s.Models;

namespace Sluice.LocalCluster.Controllers;

/// <summary>One ReplicaSet of a Deployment, as far as a rollout counts it.</summary>
internal readonly record struct RolloutSet(int Wanted, int Available);

/// <summary>The arithmetic of a rolling update.</summary>
internal readonly record struct RollingUpdate(int Replicas, int MaxSurge, int MaxUnavailable)
{
    public static RollingUpdate Of(V1DeploymentSpec spec)
    {
        int replicas = spec.Replicas ?? 1;
        int surge = Resolve(spec.Strategy?.RollingUpdate?.MaxSurge, replicas, roundUp: true);
        int unavailable = Resolve(spec.Strategy?.RollingUpdate?.MaxUnavailable, replicas, roundUp: false);

        // Both zero would never move.
        return new RollingUpdate(replicas, surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    /// <summary>How many replicas the new set may have now.</summary>
    public int NextForNew(RolloutSet current, int allWanted)
    {
        if (current.Wanted >= Replicas)
        {
            return Replicas;
        }

        int room = Replicas + MaxSurge - allWanted;
        return room <= 0 ? current.Wanted : current.Wanted + Math.Min(room, Replicas - current.Wanted);
    }

    /// <summary>
    /// What each old set goes down to, oldest first: replicas that never became available go first, then as many
    /// available ones as the minimum allows.
    /// </summary>
    public int[] NextForOld(RolloutSet current, IReadOnlyList<RolloutSet> old)
    {
        int[] next = [.. old.Select(o => o.Wanted)];
        int minAvailable = Replicas - MaxUnavailable;
        int removable = next.Sum() + current.Wanted - minAvailable - Math.Max(0, current.Wanted - current.Available);
        for (int i = 0; i < next.Length && removable > 0; i++)
        {
            int unhealthy = Math.Min(removable, Math.Max(0, old[i].Wanted - old[i].Available));
            next[i] -= unhealthy;
            removable -= unhealthy;
        }

        int spare = current.Available + old.Sum(o => o.Available) - minAvailable;
        for (int i = 0; i < next.Length && spare > 0; i++)
        {
            int down = Math.Min(spare, Math.Min(next[i], old[i].Available));
            next[i] -= down;
            spare -= down;
        }

        return next;
    }

    private static int Resolve(IntOrString? value, int replicas, bool roundUp)
    {
        string text = value?.Value ?? "25%";
        if (!text.EndsWith('%'))
        {
            return int.Parse(text, CultureInfo.InvariantCulture);
        }

        int percent = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        return roundUp ? ((percent * replicas) + 99) / 100 : percent * replicas / 100;
    }
}
