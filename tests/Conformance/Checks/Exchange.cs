using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>A request and what must come of it; null and empty members are not compared.</summary>
internal sealed record Exchange(string Path)
{
    public string Method { get; init; } = "GET";

    /// <summary>The Host header; null: the Gateway's address.</summary>
    public string? Host { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public int[] Status { get; init; } = [200];

    /// <summary>Prefix of the answering pod's name.</summary>
    public string? Backend { get; init; }

    /// <summary>The answering pod's.</summary>
    public string? Namespace { get; init; } = BaseManifests.Infra;

    /// <summary>Path that the backend saw; null: the request's.</summary>
    public string? SeenPath { get; init; }

    public string? SeenHost { get; init; }

    /// <summary>Headers that the backend saw; several values joined by a comma.</summary>
    public Dictionary<string, string> SeenHeaders { get; init; } = [];

    public string[] SeenAbsent { get; init; } = [];

    /// <summary>Headers of the response; a value may list alternatives.</summary>
    public Dictionary<string, string[]> ResponseHeaders { get; init; } = [];

    public string[] ResponseAbsent { get; init; } = [];

    /// <summary>White space in response header values does not count.</summary>
    public bool IgnoreWhitespace { get; init; }

    /// <summary>SNI that the backend saw.</summary>
    public string? SeenServerName { get; init; }

    /// <summary>PEM of the client certificate that the backend saw.</summary>
    public string? SeenClientCertificate { get; init; }

    public ExpectedRedirect? Redirect { get; init; }

    public static Exchange To(string path, string backend) => new(path) { Backend = backend };

    public static Exchange NotFound(string path) => new(path) { Status = [404] };
}

/// <summary>Parts of a Location; null members take the request's value, a null port means the scheme's own or none.</summary>
internal sealed record ExpectedRedirect(string? Scheme = null, string? Host = null, int? Port = null, string? Path = null);
