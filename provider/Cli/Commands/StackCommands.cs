using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Cli.Output;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.Engine.Values;
using static Sluice.Cli.Commands.CommonOptions;

namespace Sluice.Cli.Commands;

/// <summary>Commands on one stack: up, preview, destroy, refresh, stack, render.</summary>
internal static class StackCommands
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<Command> All() => [Up(), Preview(), Destroy(), Refreshing(), StackCommand(), Render()];

    private static Command Up()
    {
        var command = new Command("up", "Deploy the program: preview, then apply");
        AddTo(command, Stack, Context, Yes, SkipPreview, Refresh, NoBuild, Configuration, Target, Replace, StepsAtATime, ShowSames, SuppressOutputs, SuppressProgress, ExpectNoChanges, IgnoreProtect, Catalog);
        command.SetAction(static (parsed, cancellation) => Operations(parsed).UpAsync(cancellation));
        return command;
    }

    private static Command Preview()
    {
        var command = new Command("preview", "Show what up would change");
        AddTo(command, Stack, Context, NoBuild, Configuration, Target, Replace, StepsAtATime, ShowSames, SuppressOutputs, SuppressProgress, ExpectNoChanges, Catalog);
        command.SetAction(static (parsed, cancellation) => Operations(parsed).PreviewAsync(cancellation));
        return command;
    }

    private static Command Destroy()
    {
        var command = new Command("destroy", "Delete everything the stack deployed");
        AddTo(command, Stack, Context, Yes, SkipPreview, Target, StepsAtATime, SuppressProgress, IgnoreProtect, StopCluster, Catalog);
        command.SetAction(static (parsed, cancellation) => Operations(parsed).DestroyAsync(cancellation));
        return command;
    }

    private static Command Refreshing()
    {
        var command = new Command("refresh", "Bring the stack's state in line with the cluster");
        AddTo(command, Stack, Context, Target, StepsAtATime, ShowSames, SuppressProgress, ExpectNoChanges, Catalog);
        command.SetAction(static (parsed, cancellation) => Operations(parsed).RefreshAsync(cancellation));
        return command;
    }

    private static Command Render()
    {
        var folder = new Option<string>("--out", "-o") { Description = "The folder to write to", Required = true, HelpName = "DIR" };
        var command = new Command("render", "Write every object of the program to a folder, one YAML file each, for kubectl apply -f");
        AddTo(command, folder, Stack, NoBuild, Configuration, StepsAtATime);
        command.SetAction((parsed, cancellation) => Operations(parsed).RenderAsync(parsed.GetValue(folder)!, cancellation));
        return command;
    }

    private static Command StackCommand()
    {
        var name = new Argument<string?>("name") { Description = "One output; its value is printed as it is", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json", "-j") { Description = "Print JSON" };
        var secrets = new Option<bool>("--show-secrets") { Description = "Print secrets in clear" };
        var output = new Command("output", "Print the stack's outputs") { name };
        AddTo(output, json, secrets, Stack, Context);
        output.SetAction(parsed => Outputs(Workspace(parsed), parsed.GetValue(name), parsed.GetValue(json), parsed.GetValue(secrets)));

        var export = new Command("export", "Print the stack's state, as `pulumi stack import` reads it");
        AddTo(export, Stack, Context);
        export.SetAction(static parsed => Export(Workspace(parsed)));

        var list = new Command("ls", "List the stacks deployed from this machine");
        AddTo(list, Context);
        list.SetAction(static parsed => List(Workspace(parsed)));
        return new Command("stack", "Look at a stack") { output, export, list };
    }

    private static StackOperations Operations(ParseResult parsed) => new(Workspace(parsed), RunOptions(parsed), Console.Out);

    private static int Outputs(Workspace workspace, string? name, bool json, bool showSecrets)
    {
        var outputs = Load(workspace).Stack?.Outputs ?? PropertyMap.Empty;
        if (name is not null)
        {
            var value = outputs[name] ?? throw new EngineException($"The stack {workspace.Stack.Project}/{workspace.Stack.Stack} has no output '{name}'. {(outputs.Count == 0 ? "It has no outputs." : "Its outputs: " + string.Join(", ", outputs.Names))}");
            var shown = Masked(value, showSecrets);
            Console.Out.WriteLine(!json && shown is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : shown?.ToJsonString(Indented) ?? "null");
            return ExitCodes.Ok;
        }

        if (json)
        {
            Console.Out.WriteLine(new JsonObject(outputs.Select(o => KeyValuePair.Create(o.Key, Masked(o.Value, showSecrets)))).ToJsonString(Indented));
            return ExitCodes.Ok;
        }

        var width = outputs.Count == 0 ? 0 : outputs.Names.Max(static n => n.Length);
        foreach (var (key, value) in outputs)
        {
            Console.Out.WriteLine($"{key.PadRight(width)}  {SummaryText.Value(showSecrets ? value.Revealed : value)}");
        }

        return ExitCodes.Ok;
    }

    private static int Export(Workspace workspace)
    {
        Load(workspace);
        var (checkpoint, secrets) = workspace.Store.Load(workspace.Stack, workspace.Passphrase, workspace.Config.EncryptionSalt);
        using var stdout = Console.OpenStandardOutput();
        stdout.Write(Engine.State.CheckpointFormat.WriteExport(checkpoint, secrets));
        stdout.Write("\n"u8);
        return ExitCodes.Ok;
    }

    private static int List(Workspace workspace)
    {
        foreach (var stack in workspace.Store.Stacks())
        {
            Console.Out.WriteLine($"{stack.Project}/{stack.Stack}");
        }

        return ExitCodes.Ok;
    }

    private static Engine.State.Checkpoint Load(Workspace workspace) => workspace.Store.Exists(workspace.Stack)
        ? workspace.Store.Load(workspace.Stack, workspace.Passphrase, workspace.Config.EncryptionSalt).Checkpoint
        : throw new EngineException($"no stack named '{workspace.Stack.Project}/{workspace.Stack.Stack}' found. Deploy it with `sluice up`, or name another with --stack.") { ExitCode = ExitCodes.StackNotFound };

    private static JsonNode? Masked(PropertyValue value, bool showSecrets) => value.ContainsSecrets && !showSecrets ? JsonValue.Create("[secret]") : PlainJson.Write(value);
}
