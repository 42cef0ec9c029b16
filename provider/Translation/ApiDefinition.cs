namespace Sluice.Translation;

/// <summary>What the installed definition of a kind of the Gateway API says of itself, in annotations.</summary>
/// <param name="Version">Release of the API it is part of, for example v1.6.1; null where it does not say.</param>
/// <param name="Channel">standard or experimental; null where it does not say.</param>
public sealed record ApiDefinition(string? Version, string? Channel)
{
    /// <summary>Annotation with the version.</summary>
    public const string VersionAnnotation = "gateway.networking.k8s.io/bundle-version";

    /// <summary>Annotation with the channel.</summary>
    public const string ChannelAnnotation = "gateway.networking.k8s.io/channel";
}
