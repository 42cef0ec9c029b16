using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.Translation;

namespace Sluice.Control.Mesh;

/// <summary>One write to the cluster on the way of a Service into the mesh or out of it.</summary>
internal abstract record MeshStep(ObjectKey Service)
{
    /// <summary>Server-side apply of an object of ours.</summary>
    public sealed record Apply(ObjectKey Service, ApiResource Resource, ObjectKey Key, JsonObject Body) : MeshStep(Service);

    /// <summary>Merge patch; it carries the version it was decided on, so that it fails where somebody else was faster.</summary>
    public sealed record Patch(ObjectKey Service, ApiResource Resource, ObjectKey Key, JsonObject Body, string Done) : MeshStep(Service);

    /// <summary>Deletes an object; one that is gone already is fine.</summary>
    public sealed record Delete(ObjectKey Service, ApiResource Resource, ObjectKey Key, string? Uid) : MeshStep(Service);

    /// <summary>Makes <see cref="ReleasePermit"/> there or not there.</summary>
    public sealed record Permit(ObjectKey Service, bool Hold) : MeshStep(Service);

    /// <summary>Tells the Service's owner.</summary>
    public sealed record Warn(ObjectKey Service, string Uid, string Reason, string Message) : MeshStep(Service);
}

/// <summary>What to do now, and when to look again although nothing has happened.</summary>
/// <param name="IsReleased">No Service is in the mesh or on its way into it or out of it, and nothing is to be done.</param>
internal sealed record MeshPlan(IReadOnlyList<MeshStep> Steps, DateTimeOffset? Again, bool IsReleased);
