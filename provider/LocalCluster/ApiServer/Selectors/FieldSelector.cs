using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Selectors;

/// <summary>A field selector: equality terms over the few fields each kind offers.</summary>
internal sealed class FieldSelector
{
    private readonly List<Term> _terms;

    private FieldSelector(List<Term> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>The one name the selector asks for, if it does.</summary>
    public string? Name => _terms.FirstOrDefault(t => t.Field == "metadata.name" && !t.Negated)?.Value;

    public bool Matches(JsonObject tree) => _terms.TrueForAll(t => t.Matches(tree));

    public static FieldSelector Parse(string? text, ResourceKind kind)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = new List<Term>();
        foreach (var part in text.Split(','))
        {
            if (part.Length == 0)
            {
                continue;
            }

            var term = ParseTerm(part, text);
            CheckField(term.Field, kind);
            terms.Add(new Term(kind.Strategy.StoredField(term.Field), term.Value, term.Negated));
        }

        return new FieldSelector(terms);
    }

    private static Term ParseTerm(string part, string whole)
    {
        foreach (var op in new[] { "!=", "==", "=" })
        {
            var at = part.IndexOf(op, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new Term(part[..at], part[(at + op.Length)..], op == "!=");
            }
        }

        throw ApiException.BadRequest($"invalid selector: '{whole}'; can't understand '{part}'");
    }

    private static void CheckField(string field, ResourceKind kind)
    {
        if (field == "metadata.name" || field == "metadata.namespace" || kind.Strategy.SelectableFields.Contains(field))
        {
            return;
        }

        if (kind.Custom is { } custom)
        {
            if (custom.SelectableFields.Contains("." + field))
            {
                return;
            }

            throw ApiException.BadRequest($"field label not supported: {field}");
        }

        throw ApiException.BadRequest(kind.Strategy.SelectableFields.Count > 0
            ? $"field label not supported: {field}"
            : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private sealed record Term(string Field, string Value, bool Negated)
    {
        private readonly string[] _path = Field.Split('.');

        public bool Matches(JsonObject tree) => (Read(tree) == Value) != Negated;

        private string Read(JsonObject tree) => Field switch
        {
            // Historic names that are not paths of the object.
            "source" => tree.Text("source", "component") ?? tree.Text("reportingComponent") ?? "",
            "status.podIPs" => string.Join(',', tree.At("status", "podIPs") is JsonArray ips ? ips.Objects().Select(ip => ip.Text("ip")) : []),
            "spec.hostNetwork" or "spec.unschedulable" => JsonTree.ScalarText(tree.At(_path) ?? false),
            _ => JsonTree.ScalarText(tree.At(_path)),
        };
    }
}
