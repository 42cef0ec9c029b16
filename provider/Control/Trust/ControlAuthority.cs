using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.Translation;

namespace Sluice.Control.Trust;

/// <summary>
/// Keeps the CA of the configuration stream in a Secret, which all replicas share, and this replica's serving certificate in memory.
/// Whichever replica comes first creates the Secret; rotation happens where it is noticed, a conflict means that another did it.
/// </summary>
internal sealed partial class ControlAuthority(KubernetesApi api, ControlOptions options, TrustTimes times, ILogger logger) : IDisposable
{
    private static readonly ApiResource Secrets = new("", "v1", "secrets", "Secret", Namespaced: true);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly ObjectKey _key = new(options.Namespace, ControlDefaults.CaSecretName);
    private volatile Identity? _identity;

    /// <summary>The bundle that proxies should trust is another one.</summary>
    public event Action? Changed;

    /// <summary>PEM; null before the Secret was read or made.</summary>
    public string? Bundle => _identity?.Bundle;

    /// <summary>Null before <see cref="Bundle"/> is there.</summary>
    public X509Certificate2? Certificate => _identity?.Certificate;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = CheckInterval;
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException
                || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                Log.Failed(logger, _key, problem.Message);
                wait = RetryInterval;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await Task.Delay(wait, options.Time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public void Dispose() => _identity?.Certificate.Dispose();

    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        var now = options.Time.GetUtcNow();
        var secret = await api.GetAsync(Secrets, _key, cancellationToken);
        var stored = secret is null ? null : TrustSecret.Read(secret);
        var wanted = TrustState.Advance(stored, now, times);
        if (!ReferenceEquals(wanted, stored))
        {
            try
            {
                if (secret is null)
                {
                    await api.CreateAsync(Secrets, _key.Namespace, TrustSecret.Write(wanted, _key, null), cancellationToken);
                    Log.Created(logger, _key);
                }
                else
                {
                    await api.ReplaceAsync(Secrets, _key, TrustSecret.Write(wanted, _key, secret), cancellationToken);
                    Log.Rotated(logger, _key);
                }
            }
            catch (ApiException faster) when (faster.IsConflict)
            {
                // Another replica was faster; what it stored counts.
                secret = await api.GetAsync(Secrets, _key, cancellationToken);
                wanted = (secret is null ? null : TrustSecret.Read(secret)) ?? throw new IOException($"Secret {_key} changed while it was read.");
            }
        }

        Use(wanted, now);
    }

    private void Use(TrustState state, DateTimeOffset now)
    {
        var known = _identity;
        var fresh = known is not null && known.Issuer == state.Current.CertificatePem && now < known.RenewAt;
        if (fresh && known!.Bundle == state.Bundle)
        {
            return;
        }

        var certificate = fresh ? known!.Certificate : CertificateFactory.NewServing(state.Current, options.ServingNames, now, times.ServingLife);
        // The certificate that is replaced is left to the collector: handshakes under way may still use it.
        _identity = new Identity(state.Current.CertificatePem, state.Bundle, certificate, fresh ? known!.RenewAt : now + (times.ServingLife * 2 / 3));
        if (known?.Bundle != state.Bundle)
        {
            Changed?.Invoke();
        }
    }

    private sealed record Identity(string Issuer, string Bundle, X509Certificate2 Certificate, DateTimeOffset RenewAt);

    private static partial class Log
    {
        [LoggerMessage(EventId = 4201, Level = LogLevel.Information, Message = "Made the CA of the configuration stream in Secret {Secret}.")]
        public static partial void Created(ILogger logger, ObjectKey secret);

        [LoggerMessage(EventId = 4202, Level = LogLevel.Information, Message = "Rotated the CA of the configuration stream in Secret {Secret}.")]
        public static partial void Rotated(ILogger logger, ObjectKey secret);

        [LoggerMessage(EventId = 4203, Level = LogLevel.Warning, Message = "Secret {Secret} cannot be read or written: {Reason}")]
        public static partial void Failed(ILogger logger, ObjectKey secret, string reason);
    }
}
