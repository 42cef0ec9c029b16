namespace Pulumi.Tests.Programs;

internal static class OptionPrograms
{
    public static void Options()
    {
        var first = new Thing("first", null);
        _ = new Thing("thing", new ThingArgs { Text = "x" }, new CustomResourceOptions
        {
            Protect = true,
            RetainOnDelete = false,
            DeleteBeforeReplace = true,
            IgnoreChanges = { "text", "map.*" },
            ReplaceOnChanges = { "list" },
            AdditionalSecretOutputs = { "text" },
            Version = "1.2.3",
            PluginDownloadURL = "https://example.com/plugins",
            ImportId = "existing",
            CustomTimeouts = new CustomTimeouts { Create = TimeSpan.FromMinutes(5), Delete = TimeSpan.FromSeconds(1) },
            DeletedWith = first,
            ReplaceWith = { first },
            HideDiffs = { "text" },
            ReplacementTrigger = "v1",
        });
        var transformed = new ComponentResourceOptions
        {
            ResourceTransformations =
            {
                args => args.Resource is Thing
                    ? new ResourceTransformationResult(new ThingArgs { Text = "transformed" }, CustomResourceOptions.Merge((CustomResourceOptions)args.Options, new CustomResourceOptions { Protect = true }))
                    : null,
            },
        };
        _ = new Pair("pair", transformed);
    }

    public static void Aliases()
    {
        var parent = new Pair("parent", new ComponentResourceOptions { Aliases = { new Alias { Name = "old-parent" } } });
        _ = new Thing("parent-thing", null, new CustomResourceOptions
        {
            Parent = parent,
            Aliases =
            {
                new Alias { Urn = "urn:pulumi:dev::app::test:index:Thing::older" },
                new Alias { Name = "renamed", NoParent = true },
                new Alias { Type = "test:index:Old", ParentUrn = "urn:pulumi:dev::app::test:index:Pair::elsewhere" },
            },
        });
    }

    public static void Transforms()
    {
        _ = new Thing("thing", new ThingArgs { Text = "before", Map = { ["s"] = Output.CreateSecret("hidden") } }, new CustomResourceOptions
        {
            ResourceTransforms =
            {
                (args, _) => Task.FromResult<ResourceTransformResult?>(new ResourceTransformResult(
                    args.Args.SetItem("text", $"{args.Name} of {Deployment.Instance.ProjectName}"),
                    CustomResourceOptions.Merge((CustomResourceOptions)args.Options, new CustomResourceOptions { Protect = true, IgnoreChanges = { "map" } }))),
            },
        });
    }

    public static void Hooks()
    {
        var hook = new ResourceHook(
            "announce",
            (args, _) => args.Name == "thing" ? Task.CompletedTask : throw new InvalidOperationException($"unexpected {args.Name}"),
            new ResourceHookOptions { OnDryRun = true });
        _ = new Thing("thing", null, new CustomResourceOptions { Hooks = new ResourceHookBinding { BeforeCreate = { hook }, AfterDelete = { hook } } });
    }
}
