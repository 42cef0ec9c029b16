namespace Sluice.Control.Cache;

/// <summary>A watch ended without the server's saying so.</summary>
internal sealed class WatchBrokenException(string message) : Exception(message);
