namespace Pulumi.Tests;

/// <summary>Runs one of the programs in Programs/, named by the first argument, as the engine's language host would.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => Programs.ProgramCatalog.RunAsync(args[0], args[1..]);
}
