namespace Pulumi.Experimental.Provider;

/// <summary>The command line with which the engine starts a plugin.</summary>
internal static class PluginArguments
{
    /// <summary>The engine's address: the one argument that is not about logging. None when the engine attaches later.</summary>
    public static string? EngineAddress(string[] args)
    {
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--tracing")
            {
                i++;
            }
            else if (args[i] is not ("--logtostderr" or "--logflow") && !args[i].StartsWith("-v", StringComparison.Ordinal))
            {
                rest.Add(args[i]);
            }
        }

        return rest.Count > 1
            ? throw new ArgumentException($"Expected at most one engine address argument, but got {rest.Count} non-logging arguments")
            : rest.FirstOrDefault();
    }
}
