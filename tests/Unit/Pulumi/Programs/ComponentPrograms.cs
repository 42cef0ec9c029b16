using System.Collections.Immutable;
using Pulumi.Experimental.Provider;

namespace Pulumi.Tests.Programs;

internal static class ComponentPrograms
{
    public static async Task<int> ServeAsync(string[] args)
    {
        var metadata = new Metadata("greetings", "sluice", "1.2.3", "Greetings");
        await Provider.Serve(args, "1.2.3", _ => new ComponentProvider(typeof(Greeter).Assembly, metadata, [typeof(Greeter)]), CancellationToken.None);
        return 0;
    }
}

public sealed class GreeterArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("times")]
    public int? Times { get; set; }

    [Input("tags")]
    public InputMap<string>? Tags { get; set; }

    [Input("lines")]
    public List<GreetingLineArgs>? Lines { get; set; }

    [Input("marks")]
    public InputList<string>? Marks { get; set; }
}

public sealed class GreetingLineArgs : ResourceArgs
{
    [Input("text", required: true)]
    public Input<string> Text { get; set; } = null!;

    [Input("loud")]
    public bool Loud { get; set; }

    [Input("next")]
    public GreetingLineArgs? Next { get; set; }
}

public sealed class Greeter : ComponentResource
{
    public Greeter(string name, GreeterArgs args, ComponentResourceOptions? options = null)
        : base("greetings:index:Greeter", name, args, options)
    {
        var thing = new Thing($"{name}-thing", new ThingArgs { Text = args.Name, List = args.Marks ?? [] }, new CustomResourceOptions { Parent = this });
        Message = Output.Format($"Hello, {args.Name}!");
        Length = thing.Id.Apply(id => id.Length);
        Lines = Output.Create((args.Lines ?? []).Select(line => line.Loud ? "LOUD" : "quiet").ToImmutableArray()).Apply(lines => lines.ToList());
        RegisterOutputs();
    }

    [Output("message")]
    public Output<string> Message { get; private set; }

    [Output("length")]
    public Output<int> Length { get; private set; }

    [Output("lines")]
    public Output<List<string>> Lines { get; private set; }
}
