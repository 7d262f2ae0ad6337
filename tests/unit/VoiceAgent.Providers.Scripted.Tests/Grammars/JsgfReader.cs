using System.Text.RegularExpressions;

namespace VoiceAgent.Providers.Scripted.Grammars;

/// <summary>Reads a grammar and makes sentences out of it, independently of the code that wrote it.</summary>
internal sealed partial class JsgfReader
{
    private const int MostRepetitions = 3;

    private readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<List<string>>> _parsed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _depth = new(StringComparer.Ordinal);
    private readonly Random _random;
    private readonly string _root;

    public JsgfReader(string grammar, Random random)
    {
        _random = random;
        Assert.StartsWith("#JSGF V1.0;\ngrammar ", grammar, StringComparison.Ordinal);
        foreach (Match rule in Rule().Matches(grammar))
        {
            Assert.True(
                _rules.TryAdd(rule.Groups["name"].Value, rule.Groups["body"].Value),
                $"{rule.Groups["name"].Value} is there twice"
            );
        }

        _root = Rule().Matches(grammar).Single(rule => rule.Groups["public"].Success).Groups["name"].Value;
    }

    /// <summary>Every plain word.</summary>
    public IEnumerable<string> Words =>
        _rules.Values.SelectMany(body => Token().Matches(body).Select(token => token.Value)).Where(IsWord).Distinct();

    /// <summary>Names that are used and not defined.</summary>
    public IEnumerable<string> Undefined =>
        _rules
            .Values.SelectMany(body => Token().Matches(body).Select(token => token.Value))
            .Where(token => token[0] == '<' && !_rules.ContainsKey(token[1..^1]));

    /// <summary>One sentence.</summary>
    public string Sample() => string.Join(' ', Sample(_root));

    private List<string> Sample(string rule)
    {
        // A rule that ends in itself stops after some rounds.
        if (_depth.GetValueOrDefault(rule) == MostRepetitions)
        {
            return [];
        }

        if (!_parsed.TryGetValue(rule, out var make))
        {
            var tokens = new Queue<string>(Token().Matches(_rules[rule]).Select(token => token.Value));
            make = Choice(tokens);
            Assert.Empty(tokens);
            _parsed[rule] = make;
        }

        _depth[rule] = _depth.GetValueOrDefault(rule) + 1;
        var words = make();
        _depth[rule]--;
        return words;
    }

    private Func<List<string>> Choice(Queue<string> tokens)
    {
        var options = new List<Func<List<string>>> { Sequence(tokens) };
        while (tokens.TryPeek(out var next) && next == "|")
        {
            tokens.Dequeue();
            options.Add(Sequence(tokens));
        }

        return () => options[_random.Next(options.Count)]();
    }

    private Func<List<string>> Sequence(Queue<string> tokens)
    {
        var parts = new List<Func<List<string>>>();
        while (tokens.TryPeek(out var token) && token is not ("|" or ")" or "]"))
        {
            parts.Add(Part(tokens.Dequeue(), tokens));
        }

        Assert.NotEmpty(parts);
        return () => [.. parts.SelectMany(part => part())];
    }

    private Func<List<string>> Part(string token, Queue<string> tokens)
    {
        switch (token[0])
        {
            case '(':
                var grouped = Choice(tokens);
                Assert.Equal(")", tokens.Dequeue());
                return grouped;
            case '[':
                var optional = Choice(tokens);
                Assert.Equal("]", tokens.Dequeue());
                return () => _random.Next(2) == 0 ? [] : optional();
            case '<':
                return () => Sample(token[1..^1]);
            default:
                return () => [token];
        }
    }

    private static bool IsWord(string token) => char.IsLetter(token[0]);

    [GeneratedRegex(
        @"(?<public>public )?<(?<name>\w+)> = (?<body>[^;]*);",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Rule();

    [GeneratedRegex(@"<\w+>|[()\[\]|]|[^\s()\[\]|<>]+", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
