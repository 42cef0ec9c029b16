using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.Translation;

namespace Sluice.Control.Leadership;

/// <summary>The Lease object and the rules by which it changes hands; stale versions make the API server the referee.</summary>
internal sealed class LeaderLease(KubernetesApi api, LeaderElectionOptions options)
{
    private static readonly ApiResource Leases = new("coordination.k8s.io", "v1", "leases", "Lease", Namespaced: true);

    private readonly ObjectKey _key = new(options.Namespace, options.LeaseName);
    private string? _seen;
    private long _seenAt;

    /// <summary>Problems that the next attempt may not have.</summary>
    public static bool IsTransient(Exception problem) =>
        problem is ApiException or HttpRequestException or IOException or JsonException or InvalidOperationException or FormatException or OperationCanceledException;

    /// <returns>The epoch of the new term, or null if somebody else leads.</returns>
    public async Task<long?> AcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await api.GetAsync(Leases, _key, cancellationToken) is not { } lease)
            {
                await api.CreateAsync(Leases, options.Namespace, NewLease(), cancellationToken);
                return 1;
            }

            var spec = lease["spec"] as JsonObject ?? [];
            var holder = spec["holderIdentity"]?.GetValue<string>() ?? "";
            if (holder.Length > 0 && holder != options.Identity && !HasExpired(lease, spec))
            {
                return null;
            }

            var epoch = (spec["leaseTransitions"]?.GetValue<long>() ?? 0) + 1;
            lease["spec"] = Spec(epoch);
            await api.ReplaceAsync(Leases, _key, lease, cancellationToken);
            return epoch;
        }
        catch (ApiException faster) when (faster.IsConflict)
        {
            return null;
        }
    }

    /// <returns>False if the lease is no longer ours.</returns>
    public async Task<bool> RenewAsync(long epoch, CancellationToken cancellationToken)
    {
        if (await api.GetAsync(Leases, _key, cancellationToken) is not { } lease || !IsOurs(lease, epoch))
        {
            return false;
        }

        lease["spec"]!["renewTime"] = Now();
        await api.ReplaceAsync(Leases, _key, lease, cancellationToken);
        return true;
    }

    /// <summary>Gives the lease back, if it is still ours.</summary>
    public async Task ReleaseAsync(long epoch, CancellationToken cancellationToken)
    {
        if (await api.GetAsync(Leases, _key, cancellationToken) is { } lease && IsOurs(lease, epoch))
        {
            lease["spec"]!["holderIdentity"] = "";
            lease["spec"]!["leaseDurationSeconds"] = 1;
            await api.ReplaceAsync(Leases, _key, lease, cancellationToken);
        }
    }

    public override string ToString() => _key.ToString();

    private bool IsOurs(JsonObject lease, long epoch) =>
        lease["spec"] is JsonObject spec
        && spec["holderIdentity"]?.GetValue<string>() == options.Identity
        && spec["leaseTransitions"]?.GetValue<long>() == epoch;

    /// <summary>By our own clock since we saw the lease change, because the clock of its holder may be wrong.</summary>
    private bool HasExpired(JsonObject lease, JsonObject spec)
    {
        var version = lease["metadata"]?["resourceVersion"]?.GetValue<string>();
        if (version != _seen)
        {
            _seen = version;
            _seenAt = options.Time.GetTimestamp();
            return false;
        }

        var duration = TimeSpan.FromSeconds(spec["leaseDurationSeconds"]?.GetValue<int>() ?? (int)options.LeaseDuration.TotalSeconds);
        return options.Time.GetElapsedTime(_seenAt) >= duration;
    }

    private JsonObject NewLease() => new()
    {
        ["apiVersion"] = Leases.ApiVersion,
        ["kind"] = Leases.Kind,
        ["metadata"] = new JsonObject { ["name"] = _key.Name, ["namespace"] = _key.Namespace },
        ["spec"] = Spec(1),
    };

    private JsonObject Spec(long epoch)
    {
        var now = Now();
        return new JsonObject
        {
            ["holderIdentity"] = options.Identity,
            ["leaseDurationSeconds"] = (int)Math.Max(1, options.LeaseDuration.TotalSeconds),
            ["acquireTime"] = now,
            ["renewTime"] = now,
            ["leaseTransitions"] = epoch,
        };
    }

    // The API server takes micro times with exactly six decimals.
    private string Now() => options.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
