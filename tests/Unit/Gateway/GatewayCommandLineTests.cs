using System.Net;
using Sluice.Gateway.Options;
using Sluice.Proxy;

namespace Sluice.Gateway.Tests;

public sealed class GatewayCommandLineTests
{
    [Fact]
    public void Proxy_AsItIsDeployed_IsRead()
    {
        var problems = new List<string>();
        var options = GatewayCommandLine.Read(
            ["--role", "proxy", "--gateway", "infra/shared", "--access-log=json"],
            Environment(("POD_NAME", "shared-sluice-1"), ("POD_NAMESPACE", "infra"), ("POD_IP", "127.30.64.7"), ("SLUICE_POD_ROOT", "/pods/1"), ("SLUICE_UNPRIVILEGED_PORT_OFFSET", "10000")),
            problems);

        Assert.Empty(problems);
        Assert.Equal(
            new GatewayOptions
            {
                Role = GatewayRole.Proxy,
                Gateway = "infra/shared",
                PodName = "shared-sluice-1",
                PodNamespace = "infra",
                PodAddress = IPAddress.Parse("127.30.64.7"),
                PodRoot = "/pods/1",
                PortOffset = 10000,
                AccessLog = AccessLogFormat.Json,
            },
            options);
        Assert.Equal(15021, options!.EffectiveHealthPort);
    }

    [Fact]
    public void Argument_WinsOverTheEnvironment()
    {
        var options = GatewayCommandLine.Read(["--role", "control", "--image", "mine:1"], Environment(("SLUICE_IMAGE", "other:1"), ("SLUICE_ROLE", "proxy")), []);
        Assert.Equal((GatewayRole.Control, "mine:1", 15020), (options!.Role, options.Image, options.EffectiveHealthPort));
    }

    [Fact]
    public void Role_Mesh_NeedsNoGatewayAndBelievesTheHeadersOfTheHopBefore()
    {
        var problems = new List<string>();
        var options = GatewayCommandLine.Read(["--role", "mesh"], Environment(("POD_NAMESPACE", "sluice-system")), problems);
        Assert.Empty(problems);
        Assert.Equal(("sluice-system/:mesh", 1, 15021), (options!.Gateway, options.TrustedHops, options.EffectiveHealthPort));
    }

    [Fact]
    public void Problems_AreToldAllAtOnce()
    {
        var problems = new List<string>();
        Assert.Null(GatewayCommandLine.Read(
            ["--role", "3", "--health-port", "0", "--access-log", "xml", "--proxy-protocol", "maybe", "--bogus", "--gateway"],
            Environment(("POD_IP", "here"), ("SLUICE_GATEWAY", "shared")),
            problems));

        Assert.Equal(
            string.Join('\n', (string[])[
                "\"--bogus\" is not an option. See --help.",
                "--gateway lacks its value.",
                "--role is \"3\"; allowed is all, control, proxy, mesh.",
                "POD_IP is \"here\", which is no IP address. Take it from status.podIP.",
                "--health-port is \"0\"; allowed is 1 to 65535.",
                "--access-log is \"xml\"; allowed is none, text, json.",
                "--proxy-protocol is \"maybe\"; allowed is true or false.",
                "--gateway is \"shared\"; the role needs namespace/name of the Gateway it serves. Set it or SLUICE_GATEWAY.",
            ]),
            string.Join('\n', problems));
    }

    [Theory]
    [InlineData("127.30.64.7", "127.30.64.7")]
    [InlineData("10.244.0.7", null)]
    [InlineData("fd00:10:244::7", null)]
    public void Pod_WithANetworkOfItsOwn_ListensOnAllOfItsAddresses(string podAddress, string? only)
    {
        var options = GatewayCommandLine.Read(["--role", "control"], Environment(("POD_IP", podAddress)), [])!;
        Assert.Equal(only, options.PodAddress?.ToString());
        Assert.Equal(only ?? ProxyDefaults.AllAddresses.ToString(), options.BindAddress.ToString());
    }

    [Fact]
    public void Role_Missing_SaysSo()
    {
        var problems = new List<string>();
        Assert.Null(GatewayCommandLine.Read([], _ => null, problems));
        Assert.Equal("--role is missing; allowed is control, proxy, mesh or all. Set it or SLUICE_ROLE.", problems[0]);
    }

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
