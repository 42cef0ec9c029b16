using System.Security.Cryptography.X509Certificates;

namespace Sluice.Control.Trust;

/// <summary>
/// The CAs of the configuration stream as they stand in the Secret. A new CA is first only trusted (<see cref="Next"/>), signs once
/// every proxy had time to read the bundle (<see cref="Current"/>), and is trusted after that until it expires (<see cref="Previous"/>),
/// so at no time does a proxy meet a certificate whose CA it does not know.
/// </summary>
internal sealed record TrustState
{
    /// <summary>Signs serving certificates.</summary>
    public required PemCertificate Current { get; init; }

    /// <summary>Will sign soon.</summary>
    public PemCertificate? Next { get; init; }

    /// <summary>When <see cref="Next"/> was made.</summary>
    public DateTimeOffset? NextSince { get; init; }

    /// <summary>Certificate of the CA that signed before.</summary>
    public string? Previous { get; init; }

    /// <summary>All that a proxy should trust, as PEM.</summary>
    public string Bundle => string.Concat(Current.CertificatePem, Next?.CertificatePem, Previous);

    /// <summary>The state that should hold at a time; the very same object where nothing is due.</summary>
    public static TrustState Advance(TrustState? state, DateTimeOffset now, TrustTimes times)
    {
        if (state is null || LifeOf(state.Current.CertificatePem).End <= now)
        {
            return new TrustState { Current = New(now, times) };
        }

        if (state.Previous is { } previous && LifeOf(previous).End <= now)
        {
            state = state with { Previous = null };
        }

        var (start, end) = LifeOf(state.Current.CertificatePem);
        if (state.Next is null)
        {
            return now >= start + ((end - start) * 2 / 3) ? state with { Next = New(now, times), NextSince = now } : state;
        }

        // Never later than shortly before the end of the current one, whatever the clock says about the age of the next.
        var promote = now >= (state.NextSince ?? now) + times.Propagation || now >= end - times.Propagation;
        return promote ? new TrustState { Current = state.Next, Previous = state.Current.CertificatePem } : state;
    }

    private static PemCertificate New(DateTimeOffset now, TrustTimes times) => CertificateFactory.NewCa("Sluice control CA", now, times.CaLife);

    private static (DateTimeOffset Start, DateTimeOffset End) LifeOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return (certificate.NotBefore, certificate.NotAfter);
    }
}

/// <summary>Lives of certificates.</summary>
internal sealed record TrustTimes
{
    public TimeSpan CaLife { get; init; } = TimeSpan.FromDays(365);

    public TimeSpan ServingLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a new CA is trusted before it signs: a kubelet may take minutes to refresh a mounted ConfigMap.</summary>
    public TimeSpan Propagation { get; init; } = TimeSpan.FromHours(1);
}
