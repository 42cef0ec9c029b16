namespace Pulumi.Experimental.Provider;

/// <summary>Asks for the package schema.</summary>
public sealed class GetSchemaRequest
{
    public GetSchemaRequest(int version, string? subpackageName, string? subpackageVersion)
    {
        Version = version;
        SubpackageName = subpackageName;
        SubpackageVersion = subpackageVersion;
    }

    public int Version { get; }

    public string? SubpackageName { get; }

    public string? SubpackageVersion { get; }
}

/// <summary>The package schema as JSON.</summary>
public sealed class GetSchemaResponse
{
    public string? Schema { get; set; }
}
