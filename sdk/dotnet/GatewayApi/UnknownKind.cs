namespace Sluice.GatewayApi;

/// <summary>An object of a kind that the model does not have; everything beside its metadata is in <see cref="SchemaObject.UnknownFields"/>.</summary>
public sealed class UnknownKind() : KubernetesObject("", "");
