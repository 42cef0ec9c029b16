using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Selectors;

/// <summary>The query form of a label selector: <c>a=b,c!=d,e in (f,g),h,!i</c>.</summary>
internal sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => _requirements.Count == 0;

    public bool Matches(JsonObject tree)
    {
        if (_requirements.Count == 0)
        {
            return true;
        }

        var labels = tree.At("metadata", "labels");
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels.Text(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var lexer = new Lexer(text);
        var requirements = new List<Requirement>();
        while (true)
        {
            requirements.Add(ParseRequirement(lexer));
            var separator = lexer.Next();
            if (separator.Length == 0)
            {
                return new LabelSelector(requirements);
            }

            if (separator != ",")
            {
                throw ApiException.BadRequest($"found '{separator}', expected: ',' or 'end of string'");
            }
        }
    }

    private static Requirement ParseRequirement(Lexer lexer)
    {
        var first = lexer.Next();
        if (first == "!")
        {
            return new Requirement(CheckKey(lexer.Next()), Operator.Absent, []);
        }

        var key = CheckKey(first);
        var op = lexer.Peek();
        switch (op)
        {
            case "" or ",":
                return new Requirement(key, Operator.Present, []);
            case "=" or "==":
                lexer.Next();
                return new Requirement(key, Operator.In, [Value(lexer)]);
            case "!=":
                lexer.Next();
                return new Requirement(key, Operator.NotIn, [Value(lexer)]);
            case "in" or "notin":
                lexer.Next();
                return new Requirement(key, op == "in" ? Operator.In : Operator.NotIn, ValueSet(lexer));
            case ">" or "<":
                lexer.Next();
                return new Requirement(key, op == ">" ? Operator.Greater : Operator.Less, [Value(lexer)]);
            default:
                throw ApiException.BadRequest($"unable to parse requirement: found '{op}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private static string CheckKey(string key)
    {
        if (key.Length == 0 || "=!<>(),".Contains(key[0]))
        {
            throw ApiException.BadRequest($"unable to parse requirement: found '{key}', expected: !, identifier, or 'end of string'");
        }

        return key;
    }

    private static string Value(Lexer lexer)
    {
        // `a=` asks for an empty value.
        return lexer.Peek() is "" or "," ? "" : lexer.Next();
    }

    private static string[] ValueSet(Lexer lexer)
    {
        var open = lexer.Next();
        if (open != "(")
        {
            throw ApiException.BadRequest($"unable to parse requirement: found '{open}' expected: '('");
        }

        var values = new List<string>();
        while (true)
        {
            var token = lexer.Next();
            if (token == ")")
            {
                values.Add("");
                return [.. values];
            }

            if (token == ",")
            {
                values.Add("");
                continue;
            }

            if (token.Length == 0)
            {
                throw ApiException.BadRequest("unable to parse requirement: found '', expected: ',', ')' or identifier");
            }

            values.Add(token);
            var next = lexer.Next();
            if (next == ")")
            {
                return [.. values];
            }

            if (next != ",")
            {
                throw ApiException.BadRequest($"unable to parse requirement: found '{next}', expected: ',' or ')'");
            }
        }
    }

    private enum Operator
    {
        In,
        NotIn,
        Present,
        Absent,
        Greater,
        Less,
    }

    private sealed record Requirement(string Key, Operator Operator, string[] Values)
    {
        public bool Matches(string? value) => Operator switch
        {
            Operator.In => value is not null && Values.Contains(value),
            Operator.NotIn => value is null || !Values.Contains(value),
            Operator.Present => value is not null,
            Operator.Absent => value is null,
            Operator.Greater => long.TryParse(value, out var v) && long.TryParse(Values[0], out var limit) && v > limit,
            _ => long.TryParse(value, out var v) && long.TryParse(Values[0], out var limit) && v < limit,
        };
    }

    private sealed class Lexer(string text)
    {
        private int _position;

        public string Peek()
        {
            var before = _position;
            var token = Next();
            _position = before;
            return token;
        }

        public string Next()
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }

            if (_position == text.Length)
            {
                return "";
            }

            var start = _position;
            var c = text[_position++];
            switch (c)
            {
                case '=' or '!' when _position < text.Length && text[_position] == '=':
                    _position++;
                    return text[start.._position];
                case '=' or '!' or '(' or ')' or ',' or '<' or '>':
                    return text[start.._position];
            }

            while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !"=!(),<>".Contains(text[_position]))
            {
                _position++;
            }

            return text[start.._position];
        }
    }
}
