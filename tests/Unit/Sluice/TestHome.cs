using System.Runtime.CompilerServices;

namespace Sluice.Tests;

/// <summary>The examples keep their certificates in the state folder; under test it is a temporary one.</summary>
internal static class TestHome
{
    [ModuleInitializer]
    internal static void UseTemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-tests-");
        Environment.SetEnvironmentVariable("SLUICE_HOME", folder.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
    }
}
