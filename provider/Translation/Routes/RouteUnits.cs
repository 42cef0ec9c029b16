using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;

namespace Sluice.Translation.Routes;

/// <summary>What a route puts into the snapshot of a Gateway.</summary>
internal sealed record RouteUnits
{
    public HttpRouteConfig? Http { get; init; }

    public ImmutableArray<StreamRouteConfig> Streams { get; init; } = [];

    public ImmutableArray<BackendUse> Backends { get; init; } = [];

    public static RouteUnits Of(TranslatedRoute translated, ObjectKey gateway, TranslationMemo memo)
    {
        var attachments = translated.AttachmentsOn(gateway).Where(attachment => attachment.Listener.IsServable).ToList();
        if (attachments.Count == 0)
        {
            return new RouteUnits();
        }

        var (route, compiled) = (translated.Route, translated.CompiledOn(gateway));
        if (route.Kind is "HTTPRoute" or "GRPCRoute")
        {
            var unit = new HttpRouteConfig
            {
                Name = $"{route.Kind}/{route.Key}",
                Source = route.Route.ToString(),
                CreatedAt = route.CreatedAt,
                TieBreak = route.TieBreak,
                IsGrpc = route.Kind == "GRPCRoute",
                Attachments = Merge(attachments),
                Rules = compiled.Rules,
            };
            return new RouteUnits { Http = memo.Keep(gateway, unit.Name, unit, snapshot => snapshot.HttpRoutes, UnitEquality.Same), Backends = compiled.Backends };
        }

        // The same TLSRoute may be passed through on one listener and terminated on another; towards the backends these differ.
        StreamRouteConfig?[] streams =
        [
            Stream(translated, gateway, attachments.Where(attachment => route.Kind != "TLSRoute" || attachment.Listener.IsPassthrough), "", compiled.PassedThrough, memo),
            Stream(translated, gateway, attachments.Where(attachment => route.Kind == "TLSRoute" && !attachment.Listener.IsPassthrough), "/terminated", compiled.Terminated, memo),
        ];
        var found = streams.OfType<StreamRouteConfig>().ToImmutableArray();
        var names = found.SelectMany(stream => stream.Backends).Select(backend => backend.Backend).ToHashSet(StringComparer.Ordinal);
        return new RouteUnits { Streams = found, Backends = [.. compiled.Backends.Where(use => names.Contains(use.UnitName))] };
    }

    private static StreamRouteConfig? Stream(
        TranslatedRoute translated, ObjectKey gateway, IEnumerable<Attachment> attachments, string suffix, ImmutableArray<WeightedBackend> backends, TranslationMemo memo)
    {
        var merged = Merge(attachments);
        if (merged.IsEmpty)
        {
            return null;
        }

        var route = translated.Route;
        var unit = new StreamRouteConfig
        {
            Name = $"{route.Kind}/{route.Key}{suffix}",
            Source = route.Route.ToString(),
            CreatedAt = route.CreatedAt,
            TieBreak = route.TieBreak,
            Attachments = merged,
            Backends = backends,
        };
        return memo.Keep(gateway, unit.Name, unit, snapshot => snapshot.StreamRoutes, UnitEquality.Same);
    }

    private static ImmutableArray<RouteAttachment> Merge(IEnumerable<Attachment> attachments) =>
    [
        .. attachments.GroupBy(attachment => (attachment.Listener.UnitName, attachment.ClientNamespace))
            .OrderBy(group => group.Key.UnitName, StringComparer.Ordinal)
            .Select(group => new RouteAttachment
            {
                Listener = group.Key.UnitName,
                ClientNamespace = group.Key.ClientNamespace,
                Hostnames = [.. group.SelectMany(attachment => attachment.Hostnames).Distinct().Order(StringComparer.Ordinal)],
            }),
    ];
}
