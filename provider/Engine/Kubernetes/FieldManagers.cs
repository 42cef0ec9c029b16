using System.Security.Cryptography;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Under whose name fields are owned.</summary>
internal static class FieldManagers
{
    /// <summary>The manager of plain creations, and the first part of every other.</summary>
    public const string Creator = "pulumi-kubernetes";

    private const int SuffixBytes = 4;

    /// <summary>The manager a program names, else the one an object has, else a new one: two stacks that apply one object must not be taken for one.</summary>
    public static string Of(PropertyMap inputs, PropertyMap? outputs, ProviderSettings settings) =>
        Annotations.Get(inputs, Annotations.PatchFieldManager)
        ?? outputs?.Text("__fieldManager")
        ?? (settings.ServerSideApply ? $"{Creator}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SuffixBytes))}" : Creator);

    public static bool Force(PropertyMap inputs, ProviderSettings settings) => settings.PatchForce || Annotations.IsTrue(inputs, Annotations.PatchForce);
}
