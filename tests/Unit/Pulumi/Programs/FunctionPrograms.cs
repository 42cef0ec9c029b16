using System.Collections.Immutable;

namespace Pulumi.Tests.Programs;

internal static class FunctionPrograms
{
    public static Dictionary<string, object?> Reads()
    {
        var read = new Thing("existing", new ThingArgs { Text = "hint" }, new CustomResourceOptions { Id = "abc-123" });
        return new Dictionary<string, object?> { ["id"] = read.Id, ["count"] = read.Count };
    }

    public static Dictionary<string, object?> StackReferences()
    {
        var other = new StackReference("acme/net/prod");
        return new Dictionary<string, object?>
        {
            ["plain"] = other.GetOutput("url"),
            ["secret"] = other.RequireOutput("password"),
            ["missing"] = other.GetOutput("nothing"),
            ["details"] = Output.Create(other.GetOutputDetailsAsync("password")).Apply(details => details.SecretValue is string && details.Value is null),
            ["refused"] = Output.Create(RefusedAsync(other)),
        };

        static async Task<string> RefusedAsync(StackReference other)
        {
            try
            {
                await other.GetValueAsync("password");
                return "no error";
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        }
    }

    public static async Task<IDictionary<string, object?>> Invokes()
    {
        var thing = new Thing("thing", new ThingArgs { Text = "x" });
        var known = Deployment.Instance.Invoke<ImmutableDictionary<string, object>>(
            "test:index:lookup", Args(("name", "n"), ("secret", Output.CreateSecret("s"))), new InvokeOptions { Version = "2.0.0" });
        var pending = Deployment.Instance.Invoke<ImmutableDictionary<string, object>>("test:index:pending", Args(("id", thing.Id)));
        var after = Deployment.Instance.InvokeSingle<string>("test:index:after", Args(("name", "n")), new InvokeOutputOptions { DependsOn = { thing } });
        var plain = await Deployment.Instance.InvokeAsync<ImmutableDictionary<string, object>>("test:index:plain", Args(("name", "p")));
        return new Dictionary<string, object?>
        {
            ["known"] = known.Apply(result => result["name"]),
            ["pending"] = pending.Apply(result => result.Count),
            ["after"] = after,
            ["plain"] = plain["name"],
        };
    }

    public static void InvokeFails() => _ = Deployment.Instance.Invoke<object>("test:index:broken", InvokeArgs.Empty);

    public static Dictionary<string, object?> Calls()
    {
        var thing = new Thing("thing", new ThingArgs { Text = "x" });
        var result = Deployment.Instance.Call<ImmutableDictionary<string, string>>("test:index:Thing/describe", CallArgs.Empty, thing);
        return new Dictionary<string, object?> { ["answer"] = result.Apply(values => values["answer"]) };
    }

    private static DictionaryInvokeArgs Args(params (string Key, object? Value)[] entries)
        => new(entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value));
}
