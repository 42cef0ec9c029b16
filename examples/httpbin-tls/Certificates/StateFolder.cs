namespace HttpbinTls.Certificates;

/// <summary>The folder for what a checkout keeps but never commits: <c>.sluice</c> at its root, or the value of SLUICE_HOME.</summary>
internal static class StateFolder
{
    private const string Variable = "SLUICE_HOME";

    public static string Find(string subfolder)
    {
        var home = Environment.GetEnvironmentVariable(Variable);
        var root = string.IsNullOrEmpty(home) ? Path.Combine(CheckoutRoot(Directory.GetCurrentDirectory()), ".sluice") : home;
        return Path.GetFullPath(Path.Combine(root, subfolder));
    }

    // The program runs in its own folder, somewhere below the checkout's root.
    private static string CheckoutRoot(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, "Sluice.slnx")))
            {
                return current.FullName;
            }
        }

        return folder;
    }
}
