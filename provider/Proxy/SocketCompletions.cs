namespace Sluice.Proxy;

/// <summary>Where the continuations of socket operations run.</summary>
public static class SocketCompletions
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets continuations run on the threads that wait for socket events, one per core, instead of the thread pool: it halves the CPU
    /// time per request. Call it first thing in <c>Main</c> of a process that is a proxy and nothing else: code that blocks in a
    /// continuation then blocks all sockets of a core. Does nothing where the environment variable is set already.
    /// </summary>
    public static void RunInline()
    {
        // The runtime reads it once, when the first socket is used.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Setting)))
        {
            Environment.SetEnvironmentVariable(Setting, "1");
        }
    }
}
