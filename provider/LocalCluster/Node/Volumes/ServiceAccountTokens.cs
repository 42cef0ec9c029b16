using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Node.Volumes;

/// <summary>A token and when it has to be replaced.</summary>
internal sealed record IssuedToken(string Token, DateTime RefreshAt);

/// <summary>The tokens of one pod, bound to it, renewed at four fifths of their life (or after a day).</summary>
internal sealed class ServiceAccountTokens(ApiClient client, TimeProvider time)
{
    private readonly Dictionary<string, IssuedToken> _tokens = [];

    public DateTime? NextRefresh => _tokens.Count == 0 ? null : _tokens.Values.Min(t => t.RefreshAt);

    public async Task<string> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection projection, CancellationToken cancel)
    {
        long seconds = projection.ExpirationSeconds ?? 3600;
        string key = $"{projection.Audience}|{seconds}";
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (_tokens.TryGetValue(key, out IssuedToken? known) && now < known.RefreshAt)
        {
            return known.Token;
        }

        var request = new Authenticationv1TokenRequest
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenRequest",
            Spec = new V1TokenRequestSpec
            {
                Audiences = string.IsNullOrEmpty(projection.Audience) ? [] : [projection.Audience],
                ExpirationSeconds = seconds,
                BoundObjectRef = new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
            },
        };
        var account = new ObjectKey(pod.Metadata.NamespaceProperty, pod.Spec.ServiceAccountName ?? "default");
        try
        {
            Authenticationv1TokenRequest answer =
                await client.PostAsync<Authenticationv1TokenRequest>(Kinds.ServiceAccounts, account, "token", request, cancel).ConfigureAwait(false);
            TimeSpan life = answer.Status.ExpirationTimestamp is { } expiry ? expiry - now : TimeSpan.FromSeconds(seconds);
            TimeSpan use = life * 0.8 < TimeSpan.FromDays(1) ? life * 0.8 : TimeSpan.FromDays(1);
            _tokens[key] = new IssuedToken(answer.Status.Token, now + use);
            return answer.Status.Token;
        }
        catch (ApiException) when (known is not null)
        {
            // The old one is good for a while yet; ask again soon.
            _tokens[key] = known with { RefreshAt = now.AddSeconds(10) };
            return known.Token;
        }
    }
}
