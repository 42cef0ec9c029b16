namespace Sluice.Synthesis;

/// <summary>An object to declare: the resource's name and its manifest.</summary>
internal sealed record Named<TArgs>(string Name, TArgs Args);
