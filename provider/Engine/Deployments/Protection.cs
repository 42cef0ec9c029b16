using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>What is said when a protected resource would be deleted.</summary>
internal static class Protection
{
    public static string Message(Urn urn) =>
        $"resource \"{urn}\" cannot be deleted\nbecause it is protected. To unprotect the resource, remove the `protect` flag from the resource in your program and run `sluice up`, or use --ignore-protect with destroy.";
}
