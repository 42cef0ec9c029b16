using System.CommandLine;
using Sluice.Engine;
using Sluice.Engine.Projects;
using static Sluice.Cli.Commands.CommonOptions;

namespace Sluice.Cli.Commands;

/// <summary>Commands on a stack's configuration.</summary>
internal static class ConfigCommands
{
    public static Command Create()
    {
        var key = new Argument<string>("key") { Description = "A name, of the project's namespace unless it has one" };
        var value = new Argument<string>("value") { Description = "The value" };
        var secret = new Option<bool>("--secret") { Description = "Encrypt the value" };
        var set = new Command("set", "Set a configuration value") { key, value };
        AddTo(set, secret, Stack);
        set.SetAction(parsed =>
        {
            var workspace = Workspace(parsed);
            workspace.Config.Set(parsed.GetValue(key)!, parsed.GetValue(value)!, parsed.GetValue(secret) ? ConfigKind.Secret : ConfigKind.Plain);
            return ExitCodes.Ok;
        });

        var wanted = new Argument<string>("key") { Description = "A name, of the project's namespace unless it has one" };
        var get = new Command("get", "Print a configuration value") { wanted };
        AddTo(get, Stack);
        get.SetAction(parsed =>
        {
            var workspace = Workspace(parsed);
            var name = parsed.GetValue(wanted)!;
            var found = workspace.Config.Get(name) ?? throw new EngineException($"configuration key '{name}' not found for stack '{workspace.Stack.Stack}'. Set it with: sluice config set {name} VALUE");
            Console.Out.WriteLine(found.Text);
            return ExitCodes.Ok;
        });
        return new Command("config", "Read and write the stack's configuration") { get, set };
    }
}
