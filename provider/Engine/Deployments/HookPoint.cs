namespace Sluice.Engine.Deployments;

/// <summary>The points in a resource's life at which hooks of the program run, under the names that the state file has for them.</summary>
internal static class HookPoint
{
    public const string BeforeCreate = nameof(BeforeCreate);
    public const string AfterCreate = nameof(AfterCreate);
    public const string BeforeUpdate = nameof(BeforeUpdate);
    public const string AfterUpdate = nameof(AfterUpdate);
    public const string BeforeDelete = nameof(BeforeDelete);
    public const string AfterDelete = nameof(AfterDelete);

    /// <summary>After a failure, to say whether the operation is tried again.</summary>
    public const string OnError = nameof(OnError);
}
