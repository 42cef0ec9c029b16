using System.Collections.Immutable;

namespace Sluice.Translation.Tests;

public sealed class ClassStatusTests
{
    private const string HttpRoutes = "httproutes.gateway.networking.k8s.io";

    [Fact]
    public void Class_DefinitionsOfAKnownVersion_SaysSo()
    {
        var condition = Assert.Single(Planned((HttpRoutes, "v1.6.1", "experimental")).Conditions, item => item.Type == "SupportedVersion");
        Assert.Equal(("True", "SupportedVersion"), (condition.Status, condition.Reason));
    }

    [Theory]
    [InlineData("v1.7.0")]
    [InlineData("v1.60.0")]
    [InlineData(null)]
    public void Class_OneDefinitionOfAnotherVersion_NamesIt(string? version)
    {
        var planned = Planned(("grpcroutes.gateway.networking.k8s.io", version, "standard"), (HttpRoutes, "v1.6.1", "standard"));
        var condition = Assert.Single(planned.Conditions, item => item.Type == "SupportedVersion");
        Assert.Equal(("False", "UnsupportedVersion"), (condition.Status, condition.Reason));
        Assert.Contains($"grpcroutes.gateway.networking.k8s.io ({version ?? "no version"})", condition.Message, StringComparison.Ordinal);
        Assert.Contains(planned.Conditions, item => item is { Type: "Accepted", Status: "True" });
    }

    [Fact]
    public void Class_DefinitionsNotKnown_SaysNothingOfThem() => Assert.DoesNotContain(Planned().Conditions, item => item.Type == "SupportedVersion");

    [Fact]
    public void Class_RoutesOfTheStandardChannel_DoesNotClaimWhatTheirDefinitionLacks()
    {
        var standard = Planned((HttpRoutes, "v1.6.1", "standard")).SupportedFeatures;
        Assert.Equal(["HTTPRouteRetry", "HTTPRouteRetryBackendTimeout", "HTTPRouteRetryConnectionError"], SupportedFeatures.Gateway.Except(standard));
        Assert.Equal(SupportedFeatures.Gateway, Planned((HttpRoutes, "v1.6.1", "experimental")).SupportedFeatures);
        Assert.Equal(SupportedFeatures.Gateway, Planned().SupportedFeatures);
    }

    private static PlannedGatewayClass Planned(params (string Name, string? Version, string? Channel)[] definitions)
    {
        var view = Views.Of($"{{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {{name: sluice}}, spec: {{controllerName: {TranslationOptions.DefaultControllerName}}}}}");
        return Assert.Single(Translator.Translate(view with { Definitions = definitions.ToImmutableDictionary(item => item.Name, item => new ApiDefinition(item.Version, item.Channel)) }, TranslationOptions.Default).Status.GatewayClasses).Value;
    }
}
