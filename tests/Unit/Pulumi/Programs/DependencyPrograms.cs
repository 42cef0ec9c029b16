namespace Pulumi.Tests.Programs;

internal static class DependencyPrograms
{
    public static void Dependencies()
    {
        var first = new Thing("first", new ThingArgs { Text = "1" });
        var second = new Thing("second", new ThingArgs { Text = "2" });
        var pair = new Pair("pair");
        _ = new Thing("user", new ThingArgs { Text = first.Text, List = { "plain", second.Id } });
        _ = new Thing("after", new ThingArgs(), new CustomResourceOptions { DependsOn = { pair, first } });
        _ = new Thing("holder", new ThingArgs { Other = first });
    }

    public static void Providers()
    {
        var provider = new TestProvider("special");
        var parent = new Pair("outer", new ComponentResourceOptions { Provider = provider, Protect = true });
        _ = new Thing("direct", null, new CustomResourceOptions { Provider = provider });
        _ = new Thing("below", null, new CustomResourceOptions { Parent = parent });
        _ = new Thing("free", null);
        _ = new RemotePair("remote", ResourceArgs.Empty, new ComponentResourceOptions { Providers = { provider } });
    }

    public static Dictionary<string, object?> Remote()
    {
        var thing = new Thing("thing", new ThingArgs { Text = "x" });
        var remote = new RemotePair("remote", new ThingArgs
        {
            Text = Output.CreateSecret(thing.Id),
            Other = thing,
            List = { "plain" },
        });
        _ = new Thing("user", new ThingArgs { Text = remote.Address });
        return new Dictionary<string, object?> { ["address"] = remote.Address };
    }
}
