using Sluice.Engine.Events;

namespace Sluice.Cli.Output;

/// <summary>The marks and words for operations.</summary>
internal static class OpTexts
{
    /// <summary>The order in which counts are listed.</summary>
    public static readonly StepOp[] Order =
    [
        StepOp.Create, StepOp.Update, StepOp.Delete, StepOp.Replace, StepOp.CreateReplacement, StepOp.DeleteReplaced, StepOp.Import, StepOp.ImportReplacement, StepOp.RemovePendingReplace,
    ];

    public static string Mark(StepOp op) => op switch
    {
        StepOp.Create => "+ ",
        StepOp.Update or StepOp.Refresh or StepOp.RemovePendingReplace => "~ ",
        StepOp.Delete => "- ",
        StepOp.Replace => "+-",
        StepOp.CreateReplacement => "++",
        StepOp.DeleteReplaced => "--",
        StepOp.Read => "> ",
        StepOp.ReadReplacement => ">>",
        StepOp.Discard => "< ",
        StepOp.DiscardReplaced => "<<",
        StepOp.Import => "= ",
        StepOp.ImportReplacement => "=>",
        _ => "  ",
    };

    public static string Plan(StepOp op) => op switch
    {
        StepOp.Same => "",
        StepOp.CreateReplacement => "create replacement",
        StepOp.DeleteReplaced => "delete original",
        StepOp.ReadReplacement => "read for replacement",
        StepOp.DiscardReplaced => "discard original",
        StepOp.ImportReplacement => "import replacement",
        StepOp.RemovePendingReplace => "replace",
        _ => op.Wire(),
    };

    public static string Running(StepOp op) => op switch
    {
        StepOp.Same => "",
        StepOp.Create => "creating",
        StepOp.Update => "updating",
        StepOp.Delete => "deleting",
        StepOp.Replace => "replacing",
        StepOp.CreateReplacement => "creating replacement",
        StepOp.DeleteReplaced => "deleting original",
        StepOp.Refresh => "refreshing",
        StepOp.Import or StepOp.ImportReplacement => "importing",
        StepOp.Discard or StepOp.DiscardReplaced => "discarding",
        StepOp.RemovePendingReplace => "replacing",
        _ => "reading",
    };

    public static string Done(StepOp op) => op switch
    {
        StepOp.Same => "",
        StepOp.Create => "created",
        StepOp.Update => "updated",
        StepOp.Delete => "deleted",
        StepOp.Replace or StepOp.RemovePendingReplace => "replaced",
        StepOp.CreateReplacement => "created replacement",
        StepOp.DeleteReplaced => "deleted original",
        StepOp.Import => "imported",
        StepOp.ImportReplacement => "imported replacement",
        StepOp.Discard => "discarded",
        StepOp.DiscardReplaced => "discarded original",
        StepOp.Refresh => "",
        _ => "read",
    };

    public static string Failed(StepOp op) => $"**{(Running(op) is { Length: > 0 } text ? text : "checking")} failed**";
}
