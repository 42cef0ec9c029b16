namespace Pulumi.Tests.Programs;

internal sealed class LayeredStack : Stack
{
    public LayeredStack()
    {
        var pair = new Pair("pair");
        Text = pair.Text;
        Renamed = Output.Create(7);
    }

    [Output]
    public Output<string> Text { get; set; }

    [Output("renamed")]
    public Output<int> Renamed { get; set; }
}

internal sealed class UnassignedOutputStack : Stack
{
    [Output]
    public Output<string> First { get; set; } = null!;

    [Output]
    public Output<string> Second { get; set; } = null!;
}

internal static class RunPrograms
{
    public static Dictionary<string, object?> Config()
    {
        var config = new Config();
        return new Dictionary<string, object?>
        {
            ["text"] = config.Get("text"),
            ["absent"] = config.Get("absent"),
            ["number"] = config.RequireInt32("number"),
            ["ratio"] = config.GetDouble("ratio"),
            ["flag"] = config.RequireBoolean("flag"),
            ["secret"] = config.RequireSecret("secret"),
            ["list"] = config.RequireObject<string[]>("list").Length,
            ["legacy"] = config.Get("legacy"),
            ["foreign"] = new Config("kubernetes").Get("namespace"),
        };
    }

    public static void ConfigMissing() => _ = new Config().Require("replicas");

    public static void ConfigInvalid() => _ = new Config().RequireBoolean("flag");

    public static void Throws() => throw new InvalidOperationException("the program is wrong");

    public static void ThrowsInApply()
    {
        var thing = new Thing("thing", new ThingArgs { Text = "x" });
        _ = thing.Text.Apply(Fail);

        static string Fail(string text) => throw new RunException($"cannot use {text}");
    }

    public static void LogsError() => Log.Error("not good");

    public static void Logs()
    {
        var thing = new Thing("thing", null);
        Log.Info("one");
        Log.Warn("two", thing, streamId: 4, ephemeral: true);
        Log.Info("three");
    }

    public static Task RequireVersion() => Deployment.RequirePulumiVersionAsync("<1.0.0");

    public static Dictionary<string, object?> Instance() => new()
    {
        ["stack"] = Deployment.Instance.StackName,
        ["project"] = Deployment.Instance.ProjectName,
        ["organization"] = Deployment.Instance.OrganizationName,
        ["root"] = Deployment.Instance.RootDirectory,
        ["dryRun"] = Deployment.Instance.IsDryRun,
    };
}
