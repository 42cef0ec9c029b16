namespace Sluice.Distribution.Server;

/// <summary>What a proxy says it is, and the token by which it proves it.</summary>
/// <param name="BearerToken">As presented. Never log it.</param>
/// <param name="Gateway">The gateway whose configuration it wants, <c>namespace/name</c>.</param>
/// <param name="Proxy">Name of its pod.</param>
public sealed record ProxyCredentials(string BearerToken, string Gateway, string Proxy)
{
    public override string ToString() => $"{Proxy} for {Gateway}";
}

public enum ProxyVerdict
{
    Allowed,

    /// <summary>The token is not good.</summary>
    Unauthenticated,

    /// <summary>The token is good, but not for this gateway.</summary>
    Forbidden,

    /// <summary>It could not be found out; the proxy is told to try again.</summary>
    Unknown,
}

/// <summary>The answer to <see cref="ProxyCredentials"/>; the reason is told to the proxy.</summary>
public sealed record ProxyAuthorization(ProxyVerdict Verdict, string Reason = "");

/// <summary>Decides whether a proxy may have the configuration, keys included, of the gateway it names.</summary>
public delegate ValueTask<ProxyAuthorization> AuthorizeProxy(ProxyCredentials credentials, CancellationToken cancellationToken);
