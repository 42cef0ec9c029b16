using Sluice.Engine.Secrets;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers.Builtin;

/// <summary>The outputs of other stacks of the same state folder.</summary>
internal sealed class StackOutputs(StackStore store, StackName self, Passphrase passphrase)
{
    /// <param name="reference"><c>stack</c>, <c>organization/stack</c> or <c>organization/project/stack</c>.</param>
    /// <exception cref="ProviderException">There is no such stack.</exception>
    public PropertyMap Read(string reference)
    {
        var stack = reference.Split('/') switch
        {
            [var name] => new StackName(self.Project, name),
            [StackName.Organization, var name] => new StackName(self.Project, name),
            [StackName.Organization, var project, var name] => new StackName(project, name),
            _ => throw new ProviderException($"The stack reference '{reference}' names an organization this engine does not know. Allowed are 'stack', 'organization/stack' and 'organization/project/stack'."),
        };
        if (!store.Exists(stack))
        {
            var known = store.Stacks();
            throw new ProviderException($"unknown stack \"{reference}\": there is no stack {stack.Full} in this state folder. {(known.Count == 0 ? "It holds no stack" : "Stacks there: " + string.Join(", ", known))}. Deploy that stack first.");
        }

        return store.Load(stack, passphrase).Checkpoint.Stack?.Outputs ?? PropertyMap.Empty;
    }

    /// <summary>The state of a StackReference resource.</summary>
    public PropertyMap Reference(string name)
    {
        var outputs = Read(name);
        return PropertyMap.Of(
            ("name", name),
            ("outputs", outputs),
            ("secretOutputNames", PropertyValue.ListOf(outputs.Where(static o => o.Value.ContainsSecrets).Select(static o => (PropertyValue)o.Key))));
    }
}
