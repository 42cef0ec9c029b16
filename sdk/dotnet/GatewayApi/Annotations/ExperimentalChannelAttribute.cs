namespace Sluice.GatewayApi.Annotations;

/// <summary>A field that the standard channel does not have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExperimentalChannelAttribute : Attribute;

/// <summary>An object that is owned and merged as a whole.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AtomicMapAttribute : Attribute;

/// <summary>An address object: with <c>type: IPAddress</c> its <c>value</c> has to be an IPv4 or IPv6 address.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class IPAddressValueAttribute : Attribute;
