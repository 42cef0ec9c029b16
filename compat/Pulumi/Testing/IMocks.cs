using System.Collections.Immutable;

namespace Pulumi.Testing;

/// <summary>Stands in for the engine and all providers in a test.</summary>
public interface IMocks
{
    /// <summary>Makes or reads a resource: gives its id and its state.</summary>
    Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args);

    /// <summary>Answers a function or method call.</summary>
    Task<object> CallAsync(MockCallArgs args);

    /// <summary>Sees the outputs of components and of the stack.</summary>
    Task RegisterResourceOutputs(MockRegisterResourceOutputsRequest args) => Task.CompletedTask;
}

/// <summary>A resource as its provider would see it.</summary>
public class MockResourceArgs
{
    public string? Type { get; set; }

    public string? Name { get; set; }

    public ImmutableDictionary<string, object> Inputs { get; set; } = ImmutableDictionary<string, object>.Empty;

    public string? Provider { get; set; }

    public string? Id { get; set; }
}

/// <summary>A function or method call as its provider would see it.</summary>
public class MockCallArgs
{
    public string? Token { get; set; }

    public ImmutableDictionary<string, object> Args { get; set; } = ImmutableDictionary<string, object>.Empty;

    public string? Provider { get; set; }
}

/// <summary>The outputs a component or stack has registered.</summary>
public class MockRegisterResourceOutputsRequest
{
#pragma warning disable CA1051 // Fields by contract with the tests that read them.
    public readonly string Urn;
    public readonly ImmutableDictionary<string, Output<object?>> Outputs;
#pragma warning restore CA1051

    public MockRegisterResourceOutputsRequest(string urn, ImmutableDictionary<string, Output<object?>> outputs)
    {
        Urn = urn;
        Outputs = outputs;
    }
}
