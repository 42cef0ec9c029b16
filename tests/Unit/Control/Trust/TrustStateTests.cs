using System.Security.Cryptography.X509Certificates;
using Sluice.Control.Trust;
using Sluice.Translation;

namespace Sluice.Control.Tests.Trust;

public sealed class TrustStateTests
{
    private static readonly TrustTimes Times = new() { CaLife = TimeSpan.FromDays(90), Propagation = TimeSpan.FromHours(1) };
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rotation_AtTwoThirds_TrustsBothBeforeTheNewOneSigns()
    {
        var first = TrustState.Advance(null, Start, Times);
        Assert.Same(first, TrustState.Advance(first, Start.AddDays(59), Times));

        var announced = TrustState.Advance(first, Start.AddDays(61), Times);
        Assert.Equal(first.Current, announced.Current);
        Assert.Contains(announced.Next!.CertificatePem, announced.Bundle, StringComparison.Ordinal);
        Assert.Same(announced, TrustState.Advance(announced, Start.AddDays(61).AddMinutes(59), Times));

        var promoted = TrustState.Advance(announced, Start.AddDays(61).AddHours(1), Times);
        Assert.Equal(announced.Next, promoted.Current);
        Assert.Null(promoted.Next);
        Assert.Contains(first.Current.CertificatePem, promoted.Bundle, StringComparison.Ordinal);

        var later = TrustState.Advance(promoted, Start.AddDays(91), Times);
        Assert.Null(later.Previous);
        Assert.Equal(promoted.Current, later.Current);
    }

    [Fact]
    public void Expired_WithoutASuccessor_IsReplacedAtOnce()
    {
        var first = TrustState.Advance(null, Start, Times);
        var next = TrustState.Advance(first, Start.AddDays(100), Times);
        Assert.NotEqual(first.Current, next.Current);
        Assert.Equal(next.Current.CertificatePem, next.Bundle);
    }

    [Fact]
    public void Secret_RoundTrip_KeepsEverything()
    {
        var announced = TrustState.Advance(TrustState.Advance(null, Start, Times), Start.AddDays(61), Times);
        var promoted = TrustState.Advance(announced, Start.AddDays(62), Times);
        foreach (var state in new[] { announced, promoted })
        {
            Assert.Equal(state, TrustSecret.Read(TrustSecret.Write(state, new ObjectKey("sluice-system", "ca"), null)));
        }
    }

    [Fact]
    public void Secret_WithAKeyOfAnotherCertificate_IsNotUsed()
    {
        var one = TrustState.Advance(null, Start, Times);
        var other = TrustState.Advance(null, Start, Times);
        var mixed = one with { Current = one.Current with { KeyPem = other.Current.KeyPem } };
        Assert.Null(TrustSecret.Read(TrustSecret.Write(mixed, new ObjectKey("sluice-system", "ca"), null)));
    }

    [Fact]
    public void ServingCertificate_IsGoodForControlsNames_AndChainsToTheBundle()
    {
        var now = DateTimeOffset.UtcNow;
        var state = TrustState.Advance(null, now, new TrustTimes());
        using var serving = CertificateFactory.NewServing(state.Current, ["sluice-control.sluice-system.svc"], now, TimeSpan.FromDays(7));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(state.Bundle);

        Assert.True(chain.Build(serving));
        Assert.True(serving.MatchesHostname("sluice-control.sluice-system.svc"));
        Assert.False(serving.MatchesHostname("other.sluice-system.svc"));
    }

    [Fact]
    public void Key_WhenPrinted_IsRedacted()
    {
        var state = TrustState.Advance(null, Start, Times);
        Assert.DoesNotContain("PRIVATE", state.ToString(), StringComparison.Ordinal);
    }
}
