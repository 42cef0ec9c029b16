using Sluice.GatewayApi;
using Sluice.Translation.Indexing;

namespace Sluice.Translation.Status;

/// <summary>The status of a GatewayClass, which tells what the controller can do in this cluster.</summary>
internal static class ClassStatuses
{
    private const string KnownVersion = "v1.6";
    private const string HttpRoutes = "httproutes.gateway.networking.k8s.io";

    /// <param name="class">One of ours.</param>
    /// <param name="view">Tells which definitions are installed.</param>
    /// <param name="options">What we can do at best.</param>
    public static PlannedGatewayClass Of(GatewayClass @class, ClusterView view, TranslationOptions options)
    {
        var accepted = @class.Spec?.ParametersRef is { } parameters
            ? Conditions.No(ConditionTypes.Accepted, Reasons.InvalidParameters, Conditions.ClassParameters(parameters.Kind ?? "", parameters.Name ?? ""))
            : Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.ClassAccepted);
        return new PlannedGatewayClass
        {
            Generation = @class.Generation(),
            Uid = @class.Uid(),
            Conditions = view.Definitions.IsEmpty ? [accepted] : [accepted, Version(view)],
            SupportedFeatures = [.. options.SupportedFeatures.Where(feature => IsPossible(feature, view)).Order(StringComparer.Ordinal)],
        };
    }

    private static PlannedCondition Version(ClusterView view)
    {
        var strangers = view.Definitions.Where(pair => !IsKnown(pair.Value.Version)).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        return strangers.Count == 0
            ? Conditions.Yes(ConditionTypes.SupportedVersion, Reasons.SupportedVersion, Conditions.DefinitionsKnown(KnownVersion))
            : Conditions.No(
                ConditionTypes.SupportedVersion, Reasons.UnsupportedVersion,
                Conditions.DefinitionsUnknown(strangers.Select(pair => $"{pair.Key} ({pair.Value.Version ?? "no version"})"), KnownVersion));
    }

    private static bool IsKnown(string? version) => version?.StartsWith(KnownVersion + ".", StringComparison.Ordinal) == true;

    // The server drops fields that the installed definition does not have: what needs them is not there, whatever we can do.
    private static bool IsPossible(string feature, ClusterView view) =>
        !SupportedFeatures.OfExperimentalHttpRoutes.Contains(feature) || view.Definitions.GetValueOrDefault(HttpRoutes)?.Channel != "standard";
}
