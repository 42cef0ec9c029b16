using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.Control.Provisioning;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Trust;

/// <summary>
/// Decides whether a token may have a gateway's configuration, private keys included. The API server says whose token it is and that it
/// was made for us; the service account must live in the gateway's namespace and carry the gateway's name label. Who may put that
/// label on a service account there could read the namespace's Secrets through a pod anyway. The mesh's configuration is for one service
/// account in control's own namespace.
/// </summary>
public sealed class ProxyAuthorizer
{
    private static readonly ApiResource TokenReviews = new("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", Namespaced: false);
    private static readonly ApiResource ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true);

    private readonly KubernetesApi _api;
    private readonly string _home;

    internal ProxyAuthorizer(KubernetesApi api, string home)
    {
        _api = api;
        _home = home;
    }

    /// <param name="token">The bearer token.</param>
    /// <param name="gateway"><c>namespace/name</c>.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<AuthorizationAnswer> AuthorizeAsync(string token, string gateway, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(token, gateway, cancellationToken);
        }
        catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
        {
            return new AuthorizationAnswer(AuthorizationVerdict.Unknown, $"The token cannot be reviewed now: {problem.Message}");
        }
    }

    private async Task<AuthorizationAnswer> AskAsync(string token, string gateway, CancellationToken cancellationToken)
    {
        var review = await _api.CreateAsync(TokenReviews, "", new JsonObject
        {
            ["apiVersion"] = TokenReviews.ApiVersion,
            ["kind"] = TokenReviews.Kind,
            ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = new JsonArray(ControlDefaults.TokenAudience) },
        }, cancellationToken);

        // The audience is checked again, because a server that does not know audiences answers without them.
        var status = review["status"] as JsonObject;
        var audiences = status?["audiences"] as JsonArray ?? [];
        if (status?["authenticated"]?.GetValue<bool>() != true || !audiences.Any(audience => audience?.GetValue<string>() == ControlDefaults.TokenAudience))
        {
            return new AuthorizationAnswer(
                AuthorizationVerdict.Unauthenticated,
                status?["error"]?.GetValue<string>() ?? $"The token is not good for audience {ControlDefaults.TokenAudience}.");
        }

        var user = status["user"]?["username"]?.GetValue<string>() ?? "";
        if (user.Split(':') is not ["system", "serviceaccount", var ns, var name])
        {
            return Forbidden($"{user} is no service account.");
        }

        if (gateway.Split('/') is not [var gatewayNamespace, var gatewayName])
        {
            return Forbidden($"\"{gateway}\" is not namespace/name of a Gateway.");
        }

        if (gatewayName == MeshNames.Plane)
        {
            return ns == _home && gatewayNamespace == _home && name == MeshNames.Proxies
                ? new AuthorizationAnswer(AuthorizationVerdict.Allowed, "")
                : Forbidden($"Service account {ns}/{name} may not have the configuration of the mesh; {_home}/{MeshNames.Proxies} may.");
        }

        if (ns != gatewayNamespace)
        {
            return Forbidden($"Service account {ns}/{name} is not in the namespace of Gateway {gateway}.");
        }

        var account = await _api.GetAsync(ServiceAccounts, new ObjectKey(ns, name), cancellationToken);
        var label = account?["metadata"]?["labels"]?[ControlDefaults.GatewayNameLabel]?.GetValue<string>();
        return label == ResourceNames.LabelValue(gatewayName)
            ? new AuthorizationAnswer(AuthorizationVerdict.Allowed, "")
            : Forbidden($"Service account {ns}/{name} lacks the label {ControlDefaults.GatewayNameLabel}: {ResourceNames.LabelValue(gatewayName)}.");
    }

    private static AuthorizationAnswer Forbidden(string reason) => new(AuthorizationVerdict.Forbidden, reason);
}

public enum AuthorizationVerdict
{
    Allowed,
    Unauthenticated,
    Forbidden,

    /// <summary>The API server could not be asked.</summary>
    Unknown,
}

/// <summary>May it, and if not, why.</summary>
public sealed record AuthorizationAnswer(AuthorizationVerdict Verdict, string Reason);
