using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>
/// The path an endpoint listens on (路径模板): fixed parts and parameters such as <c>orders/{id}</c>, <c>{id:int}</c>,
/// <c>{page?}</c>, <c>{page=1}</c> and, as the last part, <c>{*rest}</c>.
/// </summary>
public sealed class PathTemplate
{
    /// <summary>The longest path that is taken.</summary>
    public const int MostCharacters = 400;

    private static readonly string[] Constraints = ["int", "long", "guid", "bool", "alpha"];
    private readonly ImmutableArray<Part> _parts;

    private PathTemplate(ImmutableArray<Part> parts) => _parts = parts;

    private enum Kind
    {
        Fixed,
        Constrained,
        Parameter,
        Optional,
        Rest,
    }

    /// <summary>The fixed parts before the first parameter, in small letters: what a request's path must begin with.</summary>
    public string Prefix => string.Join('/', _parts.TakeWhile(part => part.Kind is Kind.Fixed).Select(part => part.Text.ToLowerInvariant()));

    /// <summary>The same for two templates that take the same paths, whatever their parameters are called.</summary>
    public string Shape => string.Join('/', _parts.Select(part => part.Kind switch
    {
        Kind.Fixed => part.Text.ToLowerInvariant(),
        Kind.Constrained => $"{{:{part.Constraint}{(part.IsOptional ? "?" : "")}}}",
        Kind.Parameter => "{}",
        Kind.Optional => "{?}",
        _ => "{*}",
    }));

    /// <summary>Of two templates that take a path, the one whose rank comes first is meant: fixed parts before parameters.</summary>
    public string Rank => string.Concat(_parts.Select(part => (int)part.Kind));

    /// <summary>The parts of a path.</summary>
    public static string[] Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The ways a template's prefix can be when it takes this path.</summary>
    public static IReadOnlyList<string> Prefixes(string path)
    {
        var parts = Split(path);
        return [.. Enumerable.Range(0, Math.Min(parts.Length, 32) + 1).Select(count => string.Join('/', parts.Take(count)).ToLowerInvariant())];
    }

    /// <summary>Reads a template; the problem says what is wrong with it.</summary>
    public static PathTemplate? Parse(string path, out Obstacle? problem)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = ImmutableArray.CreateBuilder<Part>();
        var texts = Split(path);
        problem = path.Length > MostCharacters ? new Obstacle($"路径过长，最多 {MostCharacters} 个字符。", $"The path is too long; at most {MostCharacters} characters.") : null;
        for (var index = 0; index < texts.Length && problem is null; index++)
        {
            var part = Part.Read(texts[index], out problem);
            if (part is null)
            {
                break;
            }

            problem = part.Name is { } name && parts.Any(other => other.Name == name) ? new Obstacle($"路径参数“{name}”出现了两次。", $"The path has the parameter “{name}” twice.")
                : part.Kind is Kind.Rest && index < texts.Length - 1 ? new Obstacle($"“{texts[index]}”只能放在路径的最后。", $"“{texts[index]}” can only be the last part of the path.")
                : !part.IsOptional && parts.Any(other => other.IsOptional) ? new Obstacle("可以省略的路径参数只能放在路径的最后。", "Parameters that may be left out can only stand at the end of the path.")
                : null;
            parts.Add(part);
        }

        return problem is null ? new(parts.ToImmutable()) : null;
    }

    /// <summary>The values of the parameters; null when the path is another one.</summary>
    public JsonObject? Match(string path)
    {
        var texts = Split(path);
        var values = new JsonObject();
        for (var index = 0; index < _parts.Length; index++)
        {
            var part = _parts[index];
            if (part.Kind is Kind.Rest)
            {
                values[part.Name ?? ""] = string.Join('/', texts.Skip(index));
                return values;
            }

            if (index >= texts.Length)
            {
                if (!part.IsOptional)
                {
                    return null;
                }

                if (part.Default is { } standing)
                {
                    values[part.Name ?? ""] = standing;
                }
            }
            else if (!part.Takes(texts[index]))
            {
                return null;
            }
            else if (part.Name is { } name)
            {
                values[name] = texts[index];
            }
        }

        return texts.Length > _parts.Length ? null : values;
    }

    private sealed record Part(Kind Kind, string Text)
    {
        public string? Name { get; private init; }
        public string? Constraint { get; private init; }
        public string? Default { get; private init; }
        public bool IsOptional { get; private init; }

        public static Part? Read(string text, out Obstacle? problem)
        {
            problem = null;
            if (text.IndexOfAny(['{', '}']) < 0)
            {
                problem = text.IndexOfAny(['?', '#', '\\']) >= 0 || text is "." or ".." || text.Any(char.IsControl) ? new Obstacle($"“{text}”不能作为路径的一段。", $"“{text}” cannot be a part of a path.") : null;
                return problem is null ? new(Kind.Fixed, text) : null;
            }

            if (text.Length < 3 || text[0] != '{' || text[^1] != '}' || text[1..^1].IndexOfAny(['{', '}']) >= 0)
            {
                problem = new($"“{text}”既不是固定的一段，也不是一个参数（如 {{id}}）。", $"“{text}” is neither a fixed part nor one parameter such as {{id}}.");
                return null;
            }

            var inner = text[1..^1];
            if (inner[0] == '*')
            {
                return Named(new(Kind.Rest, text) { IsOptional = true }, inner.TrimStart('*'), text, ref problem);
            }

            var (body, standing) = inner.Split('=', 2) is [var before, var after] ? (before, after) : (inner, null);
            var isOptional = standing is not null || body.EndsWith('?');
            var (name, constraint) = body.TrimEnd('?').Split(':', 2) is [var first, var second] ? (first, second) : (body.TrimEnd('?'), null);
            if (constraint is not null && !Constraints.Contains(constraint))
            {
                problem = new($"不支持路径约束“{constraint}”，可用：{string.Join('、', Constraints)}。", $"There is no constraint “{constraint}” for a part of a path; there are: {string.Join(", ", Constraints)}.");
                return null;
            }

            var kind = constraint is not null ? Kind.Constrained : isOptional ? Kind.Optional : Kind.Parameter;
            return Named(new(kind, text) { Constraint = constraint, Default = standing, IsOptional = isOptional }, name, text, ref problem);
        }

        public bool Takes(string text) => Kind is Kind.Fixed ? Text.Equals(text, StringComparison.OrdinalIgnoreCase) : Constraint switch
        {
            "int" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "guid" => Guid.TryParse(text, out _),
            "bool" => bool.TryParse(text, out _),
            "alpha" => text.All(char.IsAsciiLetter),
            _ => true,
        };

        private static Part? Named(Part part, string name, string text, ref Obstacle? problem)
        {
            if (name.Length == 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
            {
                problem = new($"“{text}”不是正确的路径参数。", $"“{text}” is no parameter of a path.");
                return null;
            }

            return part with { Name = name };
        }
    }
}

/// <summary>Why the server will not listen as drawn, in both languages.</summary>
public sealed record Obstacle(string Chinese, string English);
