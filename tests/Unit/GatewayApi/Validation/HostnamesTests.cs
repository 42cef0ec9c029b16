using Sluice.GatewayApi.Validation;

namespace Sluice.GatewayApi.Tests.Validation;

public sealed class HostnamesTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "a.example.com", "a.example.com")]
    [InlineData("*.example.com", "a.example.com", "a.example.com")]
    [InlineData("*.example.com", "b.a.example.com", "b.a.example.com")]
    [InlineData("*.example.com", "example.com", null)]
    [InlineData("*.example.com", "*.a.example.com", "*.a.example.com")]
    [InlineData("*.example.com", "*.example.com", "*.example.com")]
    [InlineData("*.example.com", "*.example.org", null)]
    [InlineData("a.example.com", "b.example.com", null)]
    [InlineData("*.example.com", "aexample.com", null)]
    public void Intersect_GivesTheMoreSpecific(string first, string second, string? expected)
    {
        Assert.Equal(expected, Hostnames.Intersect(first, second));
        Assert.Equal(expected, Hostnames.Intersect(second, first));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1s1s", 2_000)]
    [InlineData("0s", 0)]
    public void Duration_OfTheApi_IsRead(string text, int milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("123456s")]
    [InlineData("1s\n")]
    public void Duration_OfAnotherForm_IsRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Format_RoundTrips()
    {
        Assert.Equal("1h1m1s1ms", Durations.Format(new TimeSpan(0, 1, 1, 1, 1)));
        Assert.Equal("0s", Durations.Format(TimeSpan.Zero));
    }
}
