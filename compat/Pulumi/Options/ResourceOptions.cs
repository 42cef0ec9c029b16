namespace Pulumi;

/// <summary>What every resource can be told beside its arguments. List-valued options are never null.</summary>
public abstract class ResourceOptions
{
    private InputList<Resource>? _dependsOn;
    private List<string>? _ignoreChanges;
    private List<ResourceTransformation>? _resourceTransformations;
    private List<ResourceTransform>? _resourceTransforms;
    private List<Input<Alias>>? _aliases;
    private List<string>? _replaceOnChanges;
    private InputList<Resource>? _replaceWith;
    private ResourceHookBinding? _hooks;
    private List<string>? _hideDiffs;

    /// <summary>The provider's id of an existing resource: it is read instead of created.</summary>
    public Input<string>? Id { get; set; }

    public Resource? Parent { get; set; }

    public InputList<Resource> DependsOn
    {
        get => _dependsOn ??= [];
        set => _dependsOn = value;
    }

    public bool? Protect { get; set; }

    public List<string> IgnoreChanges
    {
        get => _ignoreChanges ??= [];
        set => _ignoreChanges = value;
    }

    public string? Version { get; set; }

    public ProviderResource? Provider { get; set; }

    public CustomTimeouts? CustomTimeouts { get; set; }

    public List<ResourceTransformation> ResourceTransformations
    {
        get => _resourceTransformations ??= [];
        set => _resourceTransformations = value;
    }

    public List<ResourceTransform> ResourceTransforms
    {
        get => _resourceTransforms ??= [];
        set => _resourceTransforms = value;
    }

    public List<Input<Alias>> Aliases
    {
        get => _aliases ??= [];
        set => _aliases = value;
    }

    /// <summary>The URN of a resource of this stack: its state is looked up instead of registered.</summary>
    public string? Urn { get; set; }

    public List<string> ReplaceOnChanges
    {
        get => _replaceOnChanges ??= [];
        set => _replaceOnChanges = value;
    }

    public string? PluginDownloadURL { get; set; }

    public bool? RetainOnDelete { get; set; }

    public Resource? DeletedWith { get; set; }

    public InputList<Resource> ReplaceWith
    {
        get => _replaceWith ??= [];
        set => _replaceWith = value;
    }

    public ResourceHookBinding Hooks
    {
        get => _hooks ??= new ResourceHookBinding();
        set => _hooks = value;
    }

    public List<string> HideDiffs
    {
        get => _hideDiffs ??= [];
        set => _hideDiffs = value;
    }

    public Input<object>? ReplacementTrigger { get; set; }

    internal abstract ResourceOptions Copy();

    /// <summary>Lays <paramref name="over"/> over these options: scalars are replaced where set, lists are appended.</summary>
    private protected void Overlay(ResourceOptions over)
    {
        Id = over.Id ?? Id;
        Parent = over.Parent ?? Parent;
        DependsOn = DependsOn.Concat(over.DependsOn);
        Protect = over.Protect ?? Protect;
        IgnoreChanges = [.. IgnoreChanges, .. over.IgnoreChanges];
        Version = over.Version ?? Version;
        Provider = over.Provider ?? Provider;
        CustomTimeouts = over.CustomTimeouts?.Copy() ?? CustomTimeouts;
        ResourceTransformations = [.. ResourceTransformations, .. over.ResourceTransformations];
        ResourceTransforms = [.. ResourceTransforms, .. over.ResourceTransforms];
        Aliases = [.. Aliases, .. over.Aliases];
        Urn = over.Urn ?? Urn;
        ReplaceOnChanges = [.. ReplaceOnChanges, .. over.ReplaceOnChanges];
        PluginDownloadURL = over.PluginDownloadURL ?? PluginDownloadURL;
        RetainOnDelete = over.RetainOnDelete ?? RetainOnDelete;
        DeletedWith = over.DeletedWith ?? DeletedWith;
        ReplaceWith = ReplaceWith.Concat(over.ReplaceWith);
        Hooks = Hooks.Concat(over.Hooks);
        HideDiffs = [.. HideDiffs, .. over.HideDiffs];
        ReplacementTrigger = over.ReplacementTrigger ?? ReplacementTrigger;
    }
}
