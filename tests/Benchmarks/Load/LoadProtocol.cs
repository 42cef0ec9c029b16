namespace Sluice.Benchmarks.Load;

/// <summary>What clients speak to the contenders; behind them it is HTTP/1.1 in clear text always.</summary>
internal enum LoadProtocol
{
    /// <summary>HTTP/1.1 with keep-alive.</summary>
    Http,

    /// <summary>HTTP/1.1 with keep-alive over TLS.</summary>
    Https,

    /// <summary>HTTP/2 over TLS.</summary>
    H2,
}
