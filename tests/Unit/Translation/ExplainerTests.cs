using Sluice.TestKit;
using Sluice.Translation.Explaining;

namespace Sluice.Translation.Tests;

public sealed class ExplainerTests
{
    [Fact]
    public void MatchedRequest_NamesListenerRuleFiltersAndShares() => Verify(
        "bookinfo",
        new("bookinfo", "bookinfo-gateway"),
        ExplainedRequest.Of(new Uri("http://any.example.com/reviews/1?v=7"), "GET", KeyValuePair.Create("End-User", "jason")),
        """
        1. Host "any.example.com" on port 80 selects Gateway bookinfo/bookinfo-gateway, listener http (Http, every host), the most specific hostname; only its routes count.
        2. HTTPRoute bookinfo/bookinfo, rule 1 (reviews) wins by the path prefix /reviews and method GET and header end-user = jason and query v ~ [0-9]+.
        3. Request headers: set A, add B, remove C.
        4. Rewrite, host reviews, matched prefix becomes /r.
        5. A copy of 10 in 100 requests goes to Service/bookinfo/productpage:9080.
        6. 90 % to Service bookinfo/reviews-v1, port 9080 by Http1, 1 endpoint(s) from 10.0.1.3:9080.
        7. 10 % to Service bookinfo/reviews-v3, port 9080, which has no ready endpoint (503), with 1 filter(s) of its own.
        => Forwarded to one of 2 backends by weight.
        """);

    [Fact]
    public void Redirect_EndsThere() => Verify(
        "bookinfo",
        new("bookinfo", "bookinfo-gateway"),
        ExplainedRequest.Of(new Uri("http://any.example.com/old/x")),
        """
        1. Host "any.example.com" on port 80 selects Gateway bookinfo/bookinfo-gateway, listener http (Http, every host), the most specific hostname; only its routes count.
        2. HTTPRoute bookinfo/bookinfo, rule 2 wins by the path prefix /old.
        3. Redirect 301, scheme https, path /new.
        => 301: the client is redirected.
        """);

    [Fact]
    public void UnmatchedRequest_NamesTheRoutesOfTheListener() => Verify(
        "bookinfo",
        new("bookinfo", "bookinfo-gateway"),
        ExplainedRequest.Of(new Uri("http://any.example.com/absent")),
        """
        1. Host "any.example.com" on port 80 selects Gateway bookinfo/bookinfo-gateway, listener http (Http, every host), the most specific hostname; only its routes count.
        => 404 (gRPC: UNIMPLEMENTED): no rule of the listener's routes matches.
           hint: Routes of the listener: HTTPRoute bookinfo/bookinfo.
        """);

    [Fact]
    public void RefusedRoutes_AreHinted() => Verify(
        "hostnames",
        new("a", "g"),
        ExplainedRequest.Of(new Uri("http://wildcard.io/")),
        """
        => 404: no listener on port 80 serves the host "wildcard.io".
           hint: Listeners: Gateway a/g, listener exact (Http, very.specific.com); Gateway a/g, listener wildcard (Http, *.wildcard.io).
           hint: HTTPRoute a/no-section is not attached (NoMatchingParent): The parent has no listener "absent".
           hint: HTTPRoute a/no-section is not attached (NoMatchingParent): The parent has no listener "exact" on port 81.
           hint: HTTPRoute a/none is not attached (NoMatchingListenerHostname): No listener that parentRef selects serves wildcard.io.
           hint: HTTPRoute b/elsewhere is not attached (NotAllowedByListeners): No listener that parentRef selects admits routes of namespace b; see its allowedRoutes.namespaces.
           hint: TCPRoute a/wrong-kind is not attached (NotAllowedByListeners): No listener that parentRef selects takes TCPRoute; see supportedKinds of its listeners.
        """);

    [Fact]
    public void Port_WithoutListener_NamesTheOthers() => Verify(
        "cross-namespace",
        new("infra", "g"),
        ExplainedRequest.Of(new Uri("http://x.example.com:8080/")),
        """
        => Refused: no listener of Gateway infra/g is on port 8080.
           hint: Its ports are 80, 81.
           hint: HTTPRoute other/other is not attached (NotAllowedByListeners): No listener that parentRef selects admits routes of namespace other; see its allowedRoutes.namespaces.
        """);

    [Fact]
    public void FailedBackend_SaysWhy() => Verify(
        "cross-namespace",
        new("infra", "g"),
        ExplainedRequest.Of(new Uri("http://x.example.com:80/denied")),
        """
        1. Host "x.example.com" on port 80 selects Gateway infra/g, listener selected (Http, every host), the most specific hostname; only its routes count.
        2. HTTPRoute shop/shop, rule 1 wins by the path prefix /denied.
        3. 100 % to a backend that can't be used (500): spec.rules[1].backendRefs[0] names Service back/denied, and no ReferenceGrant in namespace back allows it; add one.
        => 500: spec.rules[1].backendRefs[0] names Service back/denied, and no ReferenceGrant in namespace back allows it; add one.
           hint: HTTPRoute other/other is not attached (NotAllowedByListeners): No listener that parentRef selects admits routes of namespace other; see its allowedRoutes.namespaces.
        """);

    [Fact]
    public void ServerName_SelectsPassthroughOrTermination()
    {
        Verify(
            "streams",
            new("a", "g"),
            new ExplainedRequest { Scheme = "tls", Host = "end.example.com", Port = 443 },
            """
            1. SNI "end.example.com" on port 443 selects Gateway a/g, listener end (Tls, end.example.com), the most specific hostname.
            2. TLS ends here, with Secret/a/one.
            3. TLSRoute a/both takes it, as the most specific hostname for "end.example.com".
            4. 25 % to Service a/web, port 443, which has no ready endpoint (the connection is closed).
            5. 75 % to a backend that can't be used (the connection is closed): spec.rules[0].backendRefs[1] names Service a/absent, which does not exist.
            => Forwarded to one of 2 backends by weight.
            """);
        Verify(
            "streams",
            new("a", "g"),
            new ExplainedRequest { Scheme = "udp", Port = 53 },
            """
            1. Port 53 is that of Gateway a/g, listener udp (Udp, every host).
            2. UDPRoute a/dns takes it, as the oldest route of the listener.
            3. 0 % to Service a/web, port 53, which has no ready endpoint (the connection is closed).
            4. 100 % to a backend that can't be used (the connection is closed): spec.rules[0].backendRefs[1]: port 443 of Service a/web speaks TCP, which UDPRoute can't forward to.
            => The connection is closed: spec.rules[0].backendRefs[1]: port 443 of Service a/web speaks TCP, which UDPRoute can't forward to.
            """);
    }

    [Fact]
    public void MeshRequest_IsFoundByServiceAndPort_AndProducerRoutesCount() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://reviews.shop.svc.cluster.local:9080/reviews/0")),
        """
        1. Service shop/reviews, port http (port 9080) is in the mesh: its connections come to the mesh proxies, at port 20000.
        2. HTTPRoute shop/producer, rule 0 wins by the path prefix /.
        3. 90 % to Service shop/reviews-v1, port 9080 by Http1, 1 endpoint(s) from 10.0.0.1:9080.
        4. 10 % to Service shop/reviews, port 9080 by Http2, 2 endpoint(s) from 10.0.0.1:9080.
        => Forwarded to one of 2 backends by weight.
           hint: Clients of app have routes of their own; say from which namespace the request comes.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port 9081; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port named http with number 53; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NotAllowedByListeners): Service shop/reviews has no port that HTTPRoute can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.
        """);

    [Fact]
    public void MeshRequest_FromTheNamespaceOfConsumerRoutes_TakesOnlyThese() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://reviews.shop:9080/reviews/0")) with { ClientNamespace = "app" },
        """
        1. Service shop/reviews, port http (port 9080) is in the mesh: its connections come to the mesh proxies, at port 20000.
        2. Clients of namespace app have consumer routes of their own to it; no other route counts for them.
        3. HTTPRoute app/consumer, rule 0 wins by the path prefix /.
        4. 100 % to Service shop/reviews-v1, port 9080 by Http1, 1 endpoint(s) from 10.0.0.1:9080.
        => Forwarded to Service shop/reviews-v1, port 9080.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port 9081; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port named http with number 53; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NotAllowedByListeners): Service shop/reviews has no port that HTTPRoute can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.
        """);

    [Fact]
    public void MeshRequest_ByShortName_IsOfTheClientsNamespace() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://reviews:9080/reviews/0")) with { ClientNamespace = "shop" },
        """
        1. Service shop/reviews, port http (port 9080) is in the mesh: its connections come to the mesh proxies, at port 20000.
        2. Namespace shop has no consumer route to it; producer routes count, those of namespace shop.
        3. HTTPRoute shop/producer, rule 0 wins by the path prefix /.
        4. 90 % to Service shop/reviews-v1, port 9080 by Http1, 1 endpoint(s) from 10.0.0.1:9080.
        5. 10 % to Service shop/reviews, port 9080 by Http2, 2 endpoint(s) from 10.0.0.1:9080.
        => Forwarded to one of 2 backends by weight.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port 9081; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port named http with number 53; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NotAllowedByListeners): Service shop/reviews has no port that HTTPRoute can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.
        """);

    [Fact]
    public void MeshRequest_ByShortNameOfNobody_AsksForTheNamespace() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://reviews:9080/")),
        """
        => Unknown: "reviews" names no namespace, so it means the Service of that name in the client's.
           hint: Say which namespace the client is in, or write NAME.NAMESPACE.
        """);

    [Fact]
    public void MeshRequest_WithoutRoute_GoesToThePods() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("tcp://reviews.shop:9080")),
        """
        1. Service shop/reviews, port http (port 9080) is in the mesh: its connections come to the mesh proxies, at port 20000.
        2. No route applies to this client; its bytes pass to the Service's pods as they are.
        3. 100 % to Service shop/reviews-sluice, port 9080 by Tcp, 2 endpoint(s) from 10.0.0.1:9080.
        => Forwarded to Service shop/reviews-sluice, port 9080.
           hint: Clients of app have routes of their own; say from which namespace the request comes.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port 9081; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port named http with number 53; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NotAllowedByListeners): Service shop/reviews has no port that HTTPRoute can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.
        """);

    [Fact]
    public void MeshRequest_ToServiceThatIsBeingCaptured_SaysSo() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://ratings.shop:9081/")),
        """
        1. Service shop/ratings, port admin (port 9081) is being captured: some of its connections go straight to its pods, the others come to the mesh proxies, at port 20003.
        2. GRPCRoute shop/calls, rule 0 wins by the path prefix /.
        3. 100 % to Service shop/ratings, port 9081 by Http2, 1 endpoint(s) from 10.0.0.3:9081.
        => Forwarded to Service shop/ratings, port 9081.
           hint: Clients of app have routes of their own; say from which namespace the request comes.
           hint: GRPCRoute shop/calls is not attached yet (Pending): Service shop/ratings is being captured: its traffic does not yet go through the mesh proxies.
           hint: HTTPRoute app/two-parents is not attached yet (Pending): Service shop/ratings is being captured: its traffic does not yet go through the mesh proxies.
           hint: HTTPRoute shop/beaten is not attached (Conflicted): GRPCRoute shop/calls is attached to the same port of the Service, and its kind goes first; remove one of the two.
           hint: TCPRoute shop/bytes is not attached yet (Pending): Service shop/ratings is being captured: its traffic does not yet go through the mesh proxies.
        """);

    [Fact]
    public void MeshRequest_ToServiceOutsideTheMesh_SaysHowItComesIn() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://outside.app/")),
        """
        => Not routed: Service app/outside is not in the mesh, so its connections go straight to its pods.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service app/outside is not part of the mesh; label it, or its Namespace, sluice.dev/mesh: enabled.
        """);

    [Fact]
    public void MeshRequest_ToPortThatIsNotThere_NamesTheOthers() => Verify(
        "mesh",
        new("sluice-system", ":mesh"),
        ExplainedRequest.Of(new Uri("http://reviews.shop:81/")),
        """
        => Not routed: the mesh serves no port 81 of Service shop/reviews.
           hint: Its ports are 53, 9080.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port 9081; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NoMatchingParent): Service shop/reviews has no port named http with number 53; name one that it has, or none for all of them.
           hint: HTTPRoute app/wrong is not attached (NotAllowedByListeners): Service shop/reviews has no port that HTTPRoute can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.
        """);

    private static void Verify(string @case, ObjectKey gateway, ExplainedRequest request, string expected)
    {
        var result = Translator.Translate(Views.Of(File.ReadAllText(Golden.PathOf(@case, "in.yaml"))), TranslationOptions.Default);
        Assert.Equal(expected.ReplaceLineEndings("\n"), Explainer.Explain(request, result.Snapshots[gateway], gateway, result.Status).ToString());
    }
}
