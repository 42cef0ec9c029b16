namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>Who sends a request.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public string Uid { get; init; } = "";

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public const string Authenticated = "system:authenticated";

    public const string Masters = "system:masters";
}
