using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Sluice.LocalCluster.Tests.ApiServer;

/// <summary>What a service account may and may not do.</summary>
public sealed class ApiServerAccessTests(ApiServerFixture server) : IClassFixture<ApiServerFixture>
{
    private async Task<Kubernetes> ActAsAsync(string name)
    {
        await server.Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = name } }, "default");
        var token = await server.Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, name, "default");
        return new Kubernetes(new KubernetesClientConfiguration
        {
            Host = server.Host.Server.ToString(),
            AccessToken = token.Status.Token,
            SslCaCerts = [System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(server.Host.Admin.CertificateAuthorityPem)],
        });
    }

    [Fact]
    public async Task MissingPermission_IsRefusedUntilABindingGrantsIt()
    {
        using var bot = await ActAsAsync("reader");
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => bot.CoreV1.ListNamespacedSecretAsync("default"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);
        Assert.Contains("User \\\"system:serviceaccount:default:reader\\\" cannot list resource \\\"secrets\\\"", refused.Response.Content, StringComparison.Ordinal);
        await server.Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role { Metadata = new V1ObjectMeta { Name = "read" }, Rules = [new V1PolicyRule { ApiGroups = [""], Resources = ["secrets"], Verbs = ["list"] }] }, "default");
        await server.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(Bind("read", "Role", "reader"), "default");
        Assert.NotNull(await bot.CoreV1.ListNamespacedSecretAsync("default"));
    }

    [Fact]
    public async Task GrantingMoreThanOneHas_IsRefused()
    {
        using var bot = await ActAsAsync("granter");
        await server.Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role { Metadata = new V1ObjectMeta { Name = "grant" }, Rules = [new V1PolicyRule { ApiGroups = ["rbac.authorization.k8s.io"], Resources = ["roles"], Verbs = ["create"] }] }, "default");
        await server.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(Bind("grant", "Role", "granter"), "default");
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => bot.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role { Metadata = new V1ObjectMeta { Name = "more" }, Rules = [new V1PolicyRule { ApiGroups = [""], Resources = ["pods"], Verbs = ["get"] }] }, "default"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);
        Assert.Contains("is attempting to grant RBAC permissions not currently held", refused.Response.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenForAnotherAudience_ProvesIdentityOnlyThere()
    {
        await server.Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "proxy" } }, "default");
        var token = await server.Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["sluice-control"] } }, "proxy", "default");
        var right = await server.Client.AuthenticationV1.CreateTokenReviewAsync(
            new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token.Status.Token, Audiences = ["sluice-control"] } });
        Assert.True(right.Status.Authenticated);
        var wrong = await server.Client.AuthenticationV1.CreateTokenReviewAsync(new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token.Status.Token } });
        Assert.NotEqual(true, wrong.Status.Authenticated);
    }

    private static V1RoleBinding Bind(string role, string kind, string account) => new()
    {
        Metadata = new V1ObjectMeta { Name = role },
        RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = kind, Name = role },
        Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = account, NamespaceProperty = "default" }],
    };
}
