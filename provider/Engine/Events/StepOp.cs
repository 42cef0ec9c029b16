namespace Sluice.Engine.Events;

/// <summary>What is done to one resource.</summary>
internal enum StepOp
{
    Same,
    Create,
    Update,
    Delete,
    Replace,
    CreateReplacement,
    DeleteReplaced,
    Read,
    ReadReplacement,
    Refresh,
    Import,
    ImportReplacement,
    Discard,
    DiscardReplaced,
    RemovePendingReplace,
}

internal static class StepOps
{
    /// <summary>The operations that are no change.</summary>
    public static bool IsChange(this StepOp op) => op is not (StepOp.Same or StepOp.Read or StepOp.ReadReplacement or StepOp.Discard or StepOp.DiscardReplaced or StepOp.Refresh);

    public static string Wire(this StepOp op) => op switch
    {
        StepOp.Same => "same",
        StepOp.Create => "create",
        StepOp.Update => "update",
        StepOp.Delete => "delete",
        StepOp.Replace => "replace",
        StepOp.CreateReplacement => "create-replacement",
        StepOp.DeleteReplaced => "delete-replaced",
        StepOp.Read => "read",
        StepOp.ReadReplacement => "read-replacement",
        StepOp.Refresh => "refresh",
        StepOp.Import => "import",
        StepOp.ImportReplacement => "import-replacement",
        StepOp.Discard => "discard",
        StepOp.DiscardReplaced => "discard-replaced",
        _ => "remove-pending-replace",
    };
}
