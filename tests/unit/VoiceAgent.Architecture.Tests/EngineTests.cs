using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VoiceAgent.Architecture;

/// <summary>What the engine promises about threads and queues, as far as names can tell.</summary>
public sealed class EngineTests
{
    private const string Engine = "src/VoiceAgent.Pipeline";

    [Fact]
    public void The_engine_stays_on_its_pump_and_every_queue_is_bounded() =>
        Violation.AssertNone(Repository.Sources.SelectMany(Check));

    [Theory]
    [InlineData("src/VoiceAgent.Pipeline/a.cs", "class C { object P => Task.Run(() => { }); }", 1)]
    [InlineData("src/VoiceAgent.Pipeline/a.cs", "class C { async Task M() => await Task.Yield(); }", 1)]
    [InlineData("src/VoiceAgent.Providers.X/a.cs", "class C { object P => Task.Run(() => { }); }", 0)]
    [InlineData("src/VoiceAgent.Providers.X/a.cs", "class C { object P => Channel.CreateUnbounded<int>(); }", 1)]
    [InlineData("tests/a.cs", "class C { object P => Channel.CreateUnbounded<int>(); }", 0)]
    public void A_promise_that_is_broken_is_found(string path, string text, int violations) =>
        Assert.Equal(violations, Check(SourceFile.Parse(path, text)).Count());

    private static IEnumerable<Violation> Check(SourceFile source)
    {
        if (!source.IsUnder("src"))
        {
            yield break;
        }

        foreach (var access in source.Tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            var type = access.Expression.ToString().Split('.')[^1];
            var advice = (type, access.Name.Identifier.Text) switch
            {
                ("Channel", "CreateUnbounded" or "CreateUnboundedPrioritized") =>
                    "give the queue a limit and a policy for what comes when it is full",
                ("Task", "Run" or "Yield") or ("Factory", "StartNew") when source.IsUnder(Engine) =>
                    "the engine does not hop to the thread pool by itself: use StartWork",
                _ => null,
            };
            if (advice is not null)
            {
                yield return source.Violation(access, $"{type}.{access.Name.Identifier.Text}: {advice}");
            }
        }
    }
}
