using Pulumi;

namespace Sluice;

/// <summary>Ways to pin requests to a version.</summary>
public static class Pin
{
    /// <summary>By a header.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its exact value.</param>
    /// <param name="backend">Where such requests go.</param>
    public static PinArgs Header(Input<string> name, Input<string> value, BackendArgs backend) =>
        new() { Headers = { ValueMatch.Exact(name, value) }, Backend = backend };

    /// <summary>By a query parameter.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its exact value.</param>
    /// <param name="backend">Where such requests go.</param>
    public static PinArgs Query(Input<string> name, Input<string> value, BackendArgs backend) =>
        new() { QueryParams = { ValueMatch.Exact(name, value) }, Backend = backend };

    /// <summary>By the HTTP method.</summary>
    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="backend">Where such requests go.</param>
    public static PinArgs Method(Input<string> method, BackendArgs backend) => new() { Method = method, Backend = backend };
}
