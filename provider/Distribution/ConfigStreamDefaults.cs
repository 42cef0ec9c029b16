namespace Sluice.Distribution;

/// <summary>Numbers of the configuration stream.</summary>
public static class ConfigStreamDefaults
{
    public const int Port = 15010;

    /// <summary>The audience a proxy's projected service account token must have.</summary>
    public const string TokenAudience = "sluice-control";

    /// <summary>Updates larger than this are sent in several messages, below the 4 MiB that gRPC accepts by default.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>A unit beyond this cannot be sent. The largest that the API can produce is a 1 MiB CA bundle.</summary>
    public const int MaxMessageBytes = 16 << 20;

    /// <summary>
    /// A stream is ended in good order after this time (and up to as much again, by chance), so that a token that was revoked and a
    /// certificate that was rotated do not live on in a connection. Reconnecting transfers nothing.
    /// </summary>
    public static readonly TimeSpan MinStreamLifetime = TimeSpan.FromMinutes(20);

    /// <summary>How long a proxy may take to say hello.</summary>
    public static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100);

    /// <summary>Short, because it is what a change waits for after a change of leader; an attempt that is refused costs next to nothing.</summary>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(1);

    /// <summary>How long an update may stay unapplied before the proxy that holds it back counts as lagging.</summary>
    public static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(10);
}
