using System.Text.Json.Nodes;
using Sluice.GatewayApi.Validation;
using Sluice.GatewayApi.Yaml;

namespace Sluice.GatewayApi.Tests.Validation;

public sealed class ObjectValidatorTests
{
    [Theory]
    [InlineData("hostnames: [foo..bar]", "spec.hostnames[0]: \"foo..bar\" is no host name: lower-case letters, digits and '-' in labels joined by single dots, optionally with '*.' in front, such as www.example.com. [SLU1005]")]
    [InlineData("rules: [{backendRefs: [{name: a, port: 0}]}]", "spec.rules[0].backendRefs[0].port: 0 is too small; use a number from 1 to 65535. [SLU1007]")]
    [InlineData("rules: [{backendRefs: [{name: a, port: 80, weight: -1}]}]", "spec.rules[0].backendRefs[0].weight: -1 is too small; use a number from 0 to 1000000. [SLU1007]")]
    [InlineData("rules: [{matches: [{path: {value: status}}]}]", "spec.rules[0].matches[0].path: A path starts with '/'; put one in front. [SLU1130]")]
    [InlineData("rules: [{filters: [{type: RequestRedirect, requestRedirect: {}}], backendRefs: [{name: a, port: 80}]}]", "spec.rules[0]: A rule that redirects forwards nothing; remove backendRefs, or the RequestRedirect filter. [SLU1123]")]
    [InlineData("rules: [{backendRefs: [{name: a}]}]", "spec.rules[0].backendRefs[0]: A reference to a Service needs a port; set port to one of the Service's port numbers. [SLU1103]")]
    [InlineData("rules: [{timeouts: {request: 5 s}}]", "spec.rules[0].timeouts.request: \"5 s\" is no duration: up to four numbers with h, m, s or ms, such as 500ms or 1m30s. [SLU1005]")]
    [InlineData("rulez: []", "spec.rulez: There is no such field; check the spelling (case counts), or remove it. [SLU1001]")]
    [InlineData("hostnames: www.example.com", "spec.hostnames: \"www.example.com\" is text, but a list is needed. [SLU1002]")]
    [InlineData("rules: [{backendRefs: [{port: 80}]}]", "spec.rules[0].backendRefs[0].name: The field is missing; add it. [SLU1003]")]
    [InlineData("rules: [{filters: [{type: Redirect}]}]", "spec.rules[0].filters[0].type: \"Redirect\" is not allowed; use RequestHeaderModifier, ResponseHeaderModifier, RequestMirror, RequestRedirect, URLRewrite, ExtensionRef, CORS or ExternalAuth. [SLU1004]")]
    public void Validate_BrokenRoute_SaysFieldValueAndCure(string spec, string expected) =>
        Assert.Equal(expected, Assert.Single(Validate("HTTPRoute", spec).Diagnostics).ToString());

    [Fact]
    public void Validate_SeveralFaults_ReportsAllOfThem()
    {
        var result = Validate("Gateway", """
            gatewayClassName: c
            listeners:
            - {name: a, port: 80, protocol: HTTP, tls: {mode: Passthrough}}
            - {name: b, port: 443, protocol: HTTPS, tls: {mode: Passthrough}}
            - {name: c, port: 443, protocol: TLS}
            - {name: c, port: 53, protocol: UDP, hostname: a.example.com}
            - {name: d, port: 53, protocol: UDP, hostname: a.example.com}
            """);
        Assert.Equal(
            ["SLU1170", "SLU1171", "SLU1172", "SLU1173", "SLU1174", "SLU1175", "SLU1009"],
            result.Diagnostics.Select(diagnostic => diagnostic.Code));
        Assert.Contains(new ServerCause("spec.listeners", "FieldValueInvalid", "Invalid value: Listener name must be unique within the Gateway"), result.Causes);
    }

    [Fact]
    public void Validate_UnknownLeaves_PassEveryCheck()
    {
        var tree = Tree("HTTPRoute", "rules: [{matches: [{path: {type: PathPrefix}}], backendRefs: [{name: a, weight: 1}], timeouts: {request: 1s}}]");
        var rule = tree["spec"]!["rules"]![0]!;
        rule["matches"]![0]!["path"]!["value"] = Unknown.Node();
        rule["backendRefs"]![0]!["port"] = Unknown.Node();
        rule["backendRefs"]![0]!["weight"] = Unknown.Node();
        rule["timeouts"]!["backendRequest"] = Unknown.Node();
        tree["spec"]!["hostnames"] = new JsonArray(Unknown.Node());
        tree["metadata"]!["name"] = Unknown.Node();
        Assert.Empty(ObjectValidator.Validate(tree).Diagnostics);
    }

    [Fact]
    public void Validate_UnknownBesideAKnownFault_ReportsTheFault()
    {
        var tree = Tree("HTTPRoute", "rules: [{backendRefs: [{name: a, port: 0}]}]");
        tree["spec"]!["rules"]![0]!["backendRefs"]![0]!["name"] = Unknown.Node();
        Assert.Equal("spec.rules[0].backendRefs[0].port", Assert.Single(ObjectValidator.Validate(tree).Diagnostics).Path);
    }

    [Fact]
    public void Validate_FillsDefaults()
    {
        var defaulted = Validate("HTTPRoute", "parentRefs: [{name: g}]\nrules: [{backendRefs: [{name: a, port: 80}], filters: null}]").Defaulted;
        Assert.Equal(
            """{"parentRefs":[{"name":"g","group":"gateway.networking.k8s.io","kind":"Gateway"}],"rules":[{"backendRefs":[{"name":"a","port":80,"group":"","kind":"Service","weight":1}],"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]}""",
            defaulted["spec"]!.ToJsonString());
    }

    [Fact]
    public void Validate_ChangedController_IsRefused()
    {
        var old = Tree("GatewayClass", "controllerName: a.example.com/x");
        var result = ObjectValidator.Validate(Tree("GatewayClass", "controllerName: b.example.com/x"), KnownKinds.Of<GatewayClass>(), "v1", new ValidationOptions { Old = old });
        Assert.Equal(new ServerCause("spec.controllerName", "FieldValueInvalid", "Invalid value: \"b.example.com/x\": Value is immutable"), Assert.Single(result.Causes));
    }

    [Fact]
    public void Validate_StandardChannel_LacksExperimentalFields()
    {
        var tree = Tree("HTTPRoute", "rules: [{retry: {attempts: 2}}]");
        Assert.True(ObjectValidator.Validate(tree).IsValid);
        Assert.NotNull(ObjectValidator.Validate(tree, KnownKinds.Of<HTTPRoute>(), "v1", new ValidationOptions { Channel = Annotations.Channel.Standard }).BadRequest);
    }

    [Fact]
    public void Validate_OwnCases_AreValid()
    {
        foreach (var tree in Cases.Own().SelectMany(file => Manifests.ParseTrees(Cases.Read(file))))
        {
            var known = KnownKinds.Find((string)tree["apiVersion"]!, (string)tree["kind"]!);
            if (known is not null && KnownKinds.GatewayApi.Contains(known) && (string)tree["metadata"]!["name"]! is not ("later" or "tls" or "api"))
            {
                Assert.Equal("", string.Join("; ", ObjectValidator.Validate(tree).Diagnostics));
            }
        }
    }

    private static ValidationResult Validate(string kind, string spec) => ObjectValidator.Validate(Tree(kind, spec));

    private static JsonObject Tree(string kind, string spec) => new()
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "case" },
        ["spec"] = Manifests.ParseTrees(spec)[0],
    };
}
