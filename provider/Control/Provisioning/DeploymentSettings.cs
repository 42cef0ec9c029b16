using System.Collections.Immutable;
using System.Globalization;
using Sluice.GatewayApi;

namespace Sluice.Control.Provisioning;

/// <summary>How a Gateway's proxies are deployed, read from its annotations. Where <see cref="Problems"/> says that a value is not allowed, nothing is deployed by the others either.</summary>
internal sealed record DeploymentSettings
{
    private const string Cure = "Correct or remove it.";

    private static readonly string[] ServiceTypes = ["LoadBalancer", "NodePort", "ClusterIP"];
    private static readonly string[] TrafficPolicies = ["Cluster", "Local"];
    private static readonly string[] Truths = ["false", "true"];
    private static readonly string[] AccessLogs = ["text", "json", "none"];

    public string ServiceType { get; init; } = "LoadBalancer";

    /// <summary>Null: the Service's default.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    public int Replicas { get; init; } = 1;

    public Autoscaling? Autoscaling { get; init; }

    /// <summary>Variables of the proxies' container for what is not left at its default.</summary>
    public ImmutableArray<(string Name, string Value)> Environment { get; init; } = [];

    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>True where more than one proxy is meant to run, so that evictions must leave some.</summary>
    public bool IsReplicated => (Autoscaling?.Min ?? Replicas) > 1;

    public static DeploymentSettings Of(Gateway gateway)
    {
        var problems = new List<string>();
        var settings = new DeploymentSettings
        {
            ServiceType = OneOf(gateway, ControlDefaults.ServiceTypeAnnotation, ServiceTypes, problems) ?? "LoadBalancer",
            ExternalTrafficPolicy = OneOf(gateway, ControlDefaults.ExternalTrafficPolicyAnnotation, TrafficPolicies, problems),
            Replicas = NumberOf(gateway, ControlDefaults.ReplicasAnnotation, 1000, problems) ?? 1,
            Autoscaling = AutoscalingOf(gateway, problems),
            Environment = [.. EnvironmentOf(gateway, problems)],
        };
        return settings with { Problems = [.. problems] };
    }

    private static string? OneOf(Gateway gateway, string annotation, string[] allowed, List<string> problems)
    {
        if (Annotation(gateway, annotation) is not { } value)
        {
            return null;
        }

        if (allowed.FirstOrDefault(candidate => string.Equals(candidate, value, StringComparison.OrdinalIgnoreCase)) is { } match)
        {
            return match;
        }

        problems.Add($"{gateway}, annotation {annotation} is \"{value}\"; allowed is {string.Join(", ", allowed)}. {Cure}");
        return null;
    }

    private static IEnumerable<(string Name, string Value)> EnvironmentOf(Gateway gateway, List<string> problems)
    {
        if (OneOf(gateway, ControlDefaults.ProxyProtocolAnnotation, Truths, problems) is { } proxyProtocol)
        {
            yield return ("SLUICE_PROXY_PROTOCOL", proxyProtocol);
        }

        if (NumberOf(gateway, ControlDefaults.TrustedHopsAnnotation, 16, problems) is { } hops)
        {
            yield return ("SLUICE_TRUSTED_HOPS", hops.ToString(CultureInfo.InvariantCulture));
        }

        if (OneOf(gateway, ControlDefaults.AccessLogAnnotation, AccessLogs, problems) is { } log)
        {
            yield return ("SLUICE_ACCESS_LOG", log);
        }
    }

    private static int? NumberOf(Gateway gateway, string annotation, int most, List<string> problems)
    {
        if (Annotation(gateway, annotation) is not { } value)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }

        problems.Add($"{gateway}, annotation {annotation} is \"{value}\"; allowed is 0 to {most}. {Cure}");
        return null;
    }

    private static Autoscaling? AutoscalingOf(Gateway gateway, List<string> problems)
    {
        if (Annotation(gateway, ControlDefaults.AutoscalingAnnotation) is not { } value)
        {
            return null;
        }

        // 2-10 or 2-10@75
        var range = value.Split('@', 2);
        var percent = Autoscaling.DefaultPercent;
        if (range[0].Split('-', 2) is [var low, var high]
            && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var min)
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var max)
            && (range.Length == 1 || int.TryParse(range[1], NumberStyles.None, CultureInfo.InvariantCulture, out percent))
            && min >= 1 && max >= min && max <= 1000 && percent is >= 1 and <= 1000)
        {
            return new Autoscaling(min, max, percent);
        }

        problems.Add($"{gateway}, annotation {ControlDefaults.AutoscalingAnnotation} is \"{value}\"; allowed is MIN-MAX or MIN-MAX@PERCENT, for example 2-10@75. {Cure}");
        return null;
    }

    private static string? Annotation(Gateway gateway, string name)
    {
        if (gateway.Spec?.Infrastructure?.Annotations is { } own && own.TryGetValue(name, out var value))
        {
            return value;
        }

        return gateway.Metadata?.Annotations is { } annotations && annotations.TryGetValue(name, out value) ? value : null;
    }
}

/// <summary>Bounds of a HorizontalPodAutoscaler and its target of CPU use.</summary>
internal sealed record Autoscaling(int Min, int Max, int Percent)
{
    public const int DefaultPercent = 75;
}
