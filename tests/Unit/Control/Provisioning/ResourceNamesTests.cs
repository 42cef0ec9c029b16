using Sluice.Control.Provisioning;

namespace Sluice.Control.Tests.Provisioning;

public sealed class ResourceNamesTests
{
    [Theory]
    [InlineData("bookinfo-gateway", "sluice", "bookinfo-gateway-sluice")]
    [InlineData("my.gateway", "sluice", "my-gateway-sluice-e19f8c49")]
    [InlineData("1st", "sluice", "g1st-sluice-4da4d8dc")]
    public void ForGateway_FitsAServiceName(string gateway, string gatewayClass, string expected)
    {
        var name = ResourceNames.ForGateway(gateway, gatewayClass);
        Assert.Matches("^[a-z]([-a-z0-9]*[a-z0-9])?$", name);
        Assert.Equal(expected[..^8], name[..^8]);
    }

    [Fact]
    public void ForGateway_LongNames_AreCutAndStayDifferent()
    {
        var one = ResourceNames.ForGateway(new string('a', 62) + "1", "sluice");
        var other = ResourceNames.ForGateway(new string('a', 62) + "2", "sluice");

        Assert.Equal(63, one.Length);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void LabelValue_LongName_Fits()
    {
        Assert.Equal("short", ResourceNames.LabelValue("short"));
        var value = ResourceNames.LabelValue(new string('x', 54) + "." + new string('y', 100));
        Assert.True(value.Length <= 63);
        Assert.Matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", value);
    }
}
