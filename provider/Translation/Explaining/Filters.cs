using Sluice.Routing.Model;

namespace Sluice.Translation.Explaining;

/// <summary>Filters in words.</summary>
internal static class Filters
{
    public static string Describe(HttpFilter filter) => filter switch
    {
        RequestHeaderModifier request => $"Request headers: {Describe(request.Edits)}.",
        ResponseHeaderModifier response => $"Response headers: {Describe(response.Edits)}.",
        RequestRedirect redirect => $"Redirect {redirect.StatusCode}{Part("scheme", redirect.Scheme)}{Part("host", redirect.Hostname)}{Part("port", redirect.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture))}{Path(redirect.Path)}.",
        UrlRewrite rewrite => $"Rewrite{Part("host", rewrite.Hostname)}{Path(rewrite.Path)}.",
        RequestMirror mirror => $"A copy of {mirror.Numerator} in {mirror.Denominator} requests goes to {mirror.Backend}.",
        Cors cors => $"Cross-origin requests are allowed from {string.Join(", ", cors.AllowOrigins)}.",
        FaultInjection fault => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Faults: {fault.DelayPercent} % delayed by {fault.Delay.TotalMilliseconds} ms, {fault.AbortPercent} % aborted with {fault.AbortStatus}."),
        FailedFilter failed => $"A filter can't be applied: {failed.Reason}",
        _ => filter.GetType().Name,
    };

    private static string Describe(HeaderEdits edits) => string.Join(
        ", ",
        edits.Set.Select(header => $"set {header.Name}").Concat(edits.Add.Select(header => $"add {header.Name}")).Concat(edits.Remove.Select(name => $"remove {name}")));

    private static string Part(string name, string? value) => value is null ? "" : $", {name} {value}";

    private static string Path(PathEdit? path) => path switch
    {
        null => "",
        { Kind: PathEditKind.ReplaceFullPath } => $", path {path.Value}",
        _ => $", matched prefix becomes {path.Value}",
    };
}
