namespace Sluice.Routing.Matching;

/// <summary>Where one header field lies in the bytes of a <see cref="RequestHead"/>.</summary>
public readonly record struct HeaderField(int NameStart, int NameLength, int ValueStart, int ValueLength);
