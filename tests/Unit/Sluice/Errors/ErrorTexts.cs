using System.Security.Cryptography;
using Pulumi;
using Sluice.Testing;

namespace Sluice.Tests.Errors;

/// <summary>What a program's author reads when arguments cannot work: every problem, its place, what was seen, and the cure.</summary>
public sealed class ErrorTexts
{
    private static readonly GatewayReference Edge = new("Gateway", "edge", "infra");

    [Fact]
    public Task CanaryRoute_WeightPortAndDuration() => Expect(
        () => _ = new CanaryRoute("reviews", new()
        {
            Parent = Edge,
            Stable = Backend.Service("reviews-v1", 0),
            Canary = Backend.Service("reviews-v3", 9080, weight: 3),
            CanaryWeight = 150,
            RequestTimeout = "half a second",
        }),
        """
        CanaryRoute "reviews" has 4 problems in its arguments:
          canary.weight: The weights follow from canaryWeight. Remove this one. [SLU1100]
          canaryWeight: 150 is out of range. Use a percentage from 0 to 100. [SLU1007]
          requestTimeout: "half a second" does not have the form it needs. Use a number with h, m, s or ms, such as 500ms or 1m30s. [SLU1005]
          stable.port: 0 is out of range. Use a port from 1 to 65535. [SLU1007]
        """);

    [Fact]
    public Task CanaryRoute_Empty() => Expect(
        () => _ = new CanaryRoute("reviews", new()),
        """
        CanaryRoute "reviews" has 4 problems in its arguments:
          canary: A value is missing. Name the Service the requests go to, as in Backend.Service("reviews", 9080). [SLU1003]
          canaryWeight: A value is missing. Say which share of the requests the canary gets, from 0 to 100. [SLU1003]
          parent: A value is missing. Give the route a gateway (gateway.Reference) or a Service (Parent.Service). [SLU1003]
          stable: A value is missing. Name the Service the requests go to, as in Backend.Service("reviews", 9080). [SLU1003]
        """);

    [Fact]
    public Task CanaryRoute_Grpc_RefusesWhatOnlyHttpHas() => Expect(
        () => _ = new CanaryRoute("orders", new()
        {
            Parent = Edge,
            Protocol = "grpc",
            Paths = { PathMatch.Prefix("/orders") },
            Stable = Backend.Service("orders-v1", 50051),
            Canary = Backend.Service("orders-v2", 50051),
            CanaryWeight = 1,
            RequestTimeout = "1s",
            Pins = { Pin.Query("beta", "1", Backend.Service("orders-v2", 50051)) },
        }),
        """
        CanaryRoute "orders" has 3 problems in its arguments:
          paths: A gRPC route cannot have this. Remove it, or use protocol http. [SLU1100]
          pins[0].queryParams: A gRPC route cannot have this. Pin by a header. [SLU1100]
          requestTimeout: A gRPC route cannot have this. Set the deadline in the client. [SLU1100]
        """);

    [Fact]
    public Task WebRoute_HostPathAndRedirect() => Expect(
        () => _ = new WebRoute("shop", new()
        {
            Parent = Edge,
            Hostnames = { "foo..bar", "192.0.2.1" },
            Rules =
            {
                new() { Paths = { PathMatch.Prefix("orders") }, Backend = Backend.Service("orders", 80) },
                new() { Filters = { Filter.Redirect(new() { Scheme = "ftp", StatusCode = 399 }) }, Backend = Backend.Service("orders", 80) },
                new() { Paths = { PathMatch.Regex("(?<=a)b") } },
            },
        }),
        """
        WebRoute "shop" has 8 problems in its arguments:
          hostnames[0]: "foo..bar" does not have the form it needs. Use lower-case labels joined by single dots, such as shop.example.com; the first may be *. [SLU1005]
          hostnames[1]: "192.0.2.1" does not have the form it needs. Use lower-case labels joined by single dots, such as shop.example.com; the first may be *. [SLU1005]
          rules[0].paths[0].value: "orders" does not have the form it needs. A path begins with a slash: use "/orders". [SLU1005]
          rules[1].backend: A redirect is answered at once, so no request would reach the backend. Remove the redirect or the backend. [SLU1100]
          rules[1].filters[0].redirect.scheme: "ftp" is not supported. Use http or https. [SLU1004]
          rules[1].filters[0].redirect.statusCode: 399 is out of range. Use 301, 302, 303, 307 or 308. [SLU1007]
          rules[2].backend: A value is missing. Name the Service the requests go to, or answer them with Filter.Redirect. [SLU1003]
          rules[2].paths[0].value: "(?<=a)b" does not have the form it needs. Use a regular expression without look-around and back-references. [SLU1005]
        """);

    [Fact]
    public Task WebRoute_GrantWithoutNamespace() => Expect(
        () => _ = new WebRoute("shop", new()
        {
            Parent = Parent.Gateway("edge"),
            Rules =
            {
                new()
                {
                    Backend = Backend.Service("orders", 80, "Orders"),
                    Filters = { Filter.Rewrite(new() { PathPrefix = "/" }), Filter.SetRequestHeader("a", "b"), Filter.AddRequestHeader("bad name", "c") },
                    RequestTimeout = "1s",
                    BackendRequestTimeout = "2s",
                },
            },
        }),
        """
        WebRoute "shop" has 6 problems in its arguments:
          namespace: A value is missing. A backend in another namespace needs a ReferenceGrant, and that names the namespace of the route. [SLU1003]
          rules[0].backend.namespace: "Orders" does not have the form it needs. Use at most 63 lower-case letters, digits and dashes; begin and end with a letter or digit. [SLU1005]
          rules[0].backendRequestTimeout: One try may last 2s, but the whole request only 1s. Make it at most 1s. [SLU1100]
          rules[0].filters: requestHeaders stands here more than once. Put all changes of request headers in one Filter.RequestHeaders. [SLU1100]
          rules[0].filters[2].requestHeaders.add[0].name: "bad name" does not have the form it needs. Use the characters of a header name: letters, digits and dashes. [SLU1005]
          rules[0].paths: pathPrefix replaces the prefix that matched, so the rule needs exactly one PathMatch.Prefix. Split the rule, or replace the whole path. [SLU1100]
        """);

    [Fact]
    public Task SharedGateway_Listeners() => Expect(
        () => _ = new SharedGateway("edge", new()
        {
            Listeners =
            {
                Listener.Http("http", 0, new() { From = "Selector" }),
                new() { Name = "http", Port = 443, Protocol = "HTTPS" },
                Listener.Tcp("tcp", 1883),
                new() { Name = "tcp2", Port = 1884, Protocol = "TCP", Hostname = "mqtt.example.com", RedirectHttpPort = 80 },
                new() { Protocol = "QUIC", Port = 70000 },
            },
            Replicas = 2,
            Autoscaling = new() { MinReplicas = 0, MaxReplicas = 3 },
            ServiceType = "Balanced",
        }),
        """
        SharedGateway "edge" has 12 problems in its arguments:
          autoscaling.minReplicas: 0 is out of range. Use 1 or more. [SLU1007]
          listeners[0].port: 0 is out of range. Use a port from 1 to 65535. [SLU1007]
          listeners[0].routes.namespaceLabels: A value is missing. Say which labels a namespace needs for its routes to attach. [SLU1003]
          listeners[1].certificates: A value is missing. Name the Secret with the certificate, or put a TlsListener here. [SLU1003]
          listeners[1].name: "http" is the name of another listener too. Names are unique in a gateway. [SLU1100]
          listeners[3].hostname: TCP carries no host name. Remove it. [SLU1100]
          listeners[3].redirectHttpPort: Only HTTPS listeners can be redirected to, this one speaks TCP. Remove the port. [SLU1100]
          listeners[4].name: A value is missing. Give the listener a name; routes and status refer to it. [SLU1003]
          listeners[4].port: 70000 is out of range. Use a port from 1 to 65535. [SLU1007]
          listeners[4].protocol: "QUIC" is not supported. Use HTTP, HTTPS, TLS, TCP or UDP. [SLU1004]
          replicas: The autoscaler decides the number of proxies. Remove replicas or autoscaling. [SLU1100]
          serviceType: "Balanced" is not supported. Use LoadBalancer, NodePort or ClusterIP. [SLU1004]
        """);

    [Fact]
    public Task SharedGateway_AutoscalingTheWrongWayRound() => Expect(
        () => _ = new SharedGateway("edge", new() { Listeners = { Listener.Http("http", 80) }, Autoscaling = new() { MinReplicas = 5, MaxReplicas = 2 } }),
        """
        SharedGateway "edge" has 1 problem in its arguments:
          autoscaling.maxReplicas: The most, 2, is less than the least, 5. Make it at least 5. [SLU1100]
        """);

    [Fact]
    public Task TlsListener_MissingSecret() => Expect(
        () => _ = new TlsListener("https", new() { Hostname = "shop.example.com" }),
        """
        TlsListener "https" has 1 problem in its arguments:
          certificate: A value is missing. Give the listener its certificate: Certificate.FromPem, FromSecret or FromIssuer. [SLU1003]
        """);

    [Fact]
    public Task TlsListener_Pem_IsNeverQuoted() => Expect(
        () => _ = new TlsListener("https", new() { Certificate = Certificate.FromPem("not a certificate", Output.CreateSecret("hunter2")) }),
        """
        TlsListener "https" has 2 problems in its arguments:
          certificate.pem.certificate: The text is no PEM certificate. It begins with -----BEGIN CERTIFICATE-----. [SLU1005]
          certificate.pem.privateKey: The text is no PEM private key. It begins with -----BEGIN PRIVATE KEY----- or the like. [SLU1005]
        """);

    [Fact]
    public Task TlsListener_KeyOfAnotherCertificate() => Expect(
        () =>
        {
            using var other = ECDsa.Create();
            _ = new TlsListener("https", new() { Certificate = Certificate.FromPem(Pems.Certificate, other.ExportPkcs8PrivateKeyPem()) });
        },
        """
        TlsListener "https" has 1 problem in its arguments:
          certificate.pem.privateKey: The private key is not that of the certificate. The first certificate of the text is the server's own, followed by its issuers'. [SLU1100]
        """);

    [Fact]
    public Task TlsListener_EncryptedKey() => Expect(
        () =>
        {
            using var key = ECDsa.Create();
            var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
                "password", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
            _ = new TlsListener("https", new() { Certificate = Certificate.FromPem(Pems.Certificate, encrypted) });
        },
        """
        TlsListener "https" has 1 problem in its arguments:
          certificate.pem.privateKey: The private key is encrypted, and a gateway cannot ask for its password. Decrypt it first; it is kept as a secret. [SLU1005]
        """);

    [Fact]
    public Task SluicePlatform_Values() => Expect(
        () => _ = new SluicePlatform("sluice", new() { Image = "", Replicas = 0, Crds = "all" }),
        """
        SluicePlatform "sluice" has 3 problems in its arguments:
          crds: "all" is not supported. Use none, standard or experimental. [SLU1004]
          image: "" does not have the form it needs. Use an image reference such as ghcr.io/sluice-dev/gateway:0.1.0. [SLU1005]
          replicas: 0 is out of range. Use 1 or more. [SLU1007]
        """);

    [Fact]
    public Task StreamRoutes_AndMesh() => Expect(
        () => _ = new TlsPassthrough("db", new() { Parent = Edge }),
        """
        TlsPassthrough "db" has 2 problems in its arguments:
          backends: A value is missing. Name the Service the connections go to, as in Backend.Service("tcp-echo", 9000). [SLU1003]
          hostnames: A value is missing. Say which names clients ask for; nothing else tells the connections apart. [SLU1003]
        """);

    [Fact]
    public async Task Value_ThatComesLate_IsJudgedBeforeAnythingIsDeclared()
    {
        var late = new TaskCompletionSource<int>();
        var run = Manifests.FromProgramAsync(() =>
        {
            _ = new CanaryRoute("reviews", new()
            {
                Parent = Edge,
                Stable = Backend.Service("reviews-v1", 9080, "other"),
                Canary = Backend.Service("reviews-v3", 9080),
                CanaryWeight = Output.Create(late.Task),
            });
            late.SetResult(101);
        });

        var problem = await Assert.ThrowsAnyAsync<Exception>(() => run);
        Assert.Contains("canaryWeight: 101 is out of range. Use a percentage from 0 to 100. [SLU1007]", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Value_KnownBesideOneThatComesLate_IsJudgedAtOnce()
    {
        var late = new TaskCompletionSource<string>();
        return Expect(
            () =>
            {
                try
                {
                    _ = new CanaryRoute("reviews", new()
                    {
                        Namespace = Output.Create(late.Task),
                        Parent = Edge,
                        Stable = Backend.Service("reviews-v1", 9080),
                        Canary = Backend.Service("reviews-v3", 9080),
                        CanaryWeight = 150,
                    });
                }
                finally
                {
                    late.SetResult("shop");
                }
            },
            """
            CanaryRoute "reviews" has 1 problem in its arguments:
              canaryWeight: 150 is out of range. Use a percentage from 0 to 100. [SLU1007]
            """);
    }

    private static async Task Expect(Action program, string text)
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => Manifests.FromProgramAsync(() =>
        {
            var thrown = Assert.Throws<InvalidArgsException>(program);
            Assert.Equal(text.ReplaceLineEndings("\n"), thrown.Message);
            throw thrown;
        }));
        Assert.Contains(text.ReplaceLineEndings("\n"), problem.Message, StringComparison.Ordinal);
    }
}
