using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Dialogues;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Patterns;

public sealed class SelfConsistencyTests
{
    private const int SentencesPerPattern = 40;

    [Fact]
    public void Every_sentence_of_an_intent_means_that_intent()
    {
        var agent = TestAgents.Demo.Definition;
        var sampler = new PatternSampler(new Random(1));
        var wrong = new List<string>();
        foreach (
            var utterance in agent.Utterances.Where(utterance =>
                utterance.Kind is UtteranceKind.Intent or UtteranceKind.Open
            )
        )
        {
            var last =
                utterance.Kind == UtteranceKind.Intent
                    ? agent.Intents[utterance.Target].Follows is [var first, ..]
                        ? first
                        : null
                    : null;
            for (var i = 0; i < SentencesPerPattern; i++)
            {
                var sentence = sampler.Sample(utterance.Pattern);
                var meaning = Understand(agent, sentence, new MeaningContext(null, null, last, TestAgents.Now));
                if (meaning?.Target != utterance.Target)
                {
                    wrong.Add($"{utterance.Target}: '{sentence}' is understood as {meaning?.Target ?? "nothing"}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Every_answer_is_understood_by_the_form_that_asked()
    {
        var agent = TestAgents.Demo.Definition;
        var sampler = new PatternSampler(new Random(2));
        foreach (var form in agent.Forms.Values)
        {
            foreach (var slot in form.Slots)
            {
                for (var i = 0; i < 200; i++)
                {
                    var sentence = sampler.Sample(slot.Type.Grammar);
                    if (IsImpossible(sentence))
                    {
                        continue;
                    }

                    var meaning = Understand(
                        agent,
                        sentence,
                        new MeaningContext(form.Name, slot.Name, null, TestAgents.Now)
                    );
                    Assert.True(
                        meaning is { Kind: UtteranceKind.Answer }
                            && meaning.Values.Any(value => value.Slot == slot.Name),
                        $"{slot.Name}: '{sentence}' is understood as {meaning?.Target ?? "nothing"}"
                    );
                }
            }
        }
    }

    [Fact]
    public void Every_sentence_of_a_type_is_a_value_of_it()
    {
        var sampler = new PatternSampler(new Random(3));
        SlotType[] types =
        [
            new NumberType(null, null),
            new NumberType(1, 20),
            new NumberType(0, 99),
            new NumberType(5, 150),
            new NumberType(3, 57),
            new DigitsType(),
            new TimeType(),
            new DateType(),
            new DurationType(),
        ];
        foreach (var type in types)
        {
            for (var i = 0; i < 500; i++)
            {
                var sentence = sampler.Sample(type.Grammar);

                // A date such as february thirtieth can be said, and is none.
                Assert.True(
                    type.Parse(Tokenizer.Split(sentence).ToArray(), TestAgents.Now) is not null
                        || (type is DateType && IsImpossible(sentence)),
                    $"'{sentence}' is no {type.Name}"
                );
            }
        }
    }

    [Fact]
    public void The_matcher_survives_any_sequence_of_known_words()
    {
        var agent = TestAgents.Demo.Definition;
        var vocabulary = PatternSampler.Vocabulary(TestAgents.Demo);
        var sampler = new PatternSampler(new Random(4));
        for (var i = 0; i < 1500; i++)
        {
            var sentence = sampler.Babble(vocabulary, 20);
            var first = Understand(
                agent,
                sentence,
                new MeaningContext("book-a-room", "time", "weather", TestAgents.Now)
            );
            var second = Understand(
                agent,
                sentence,
                new MeaningContext("book-a-room", "time", "weather", TestAgents.Now)
            );
            Assert.Equal((first?.Target, first?.Values.Count), (second?.Target, second?.Values.Count));
        }
    }

    [Fact]
    public void The_matcher_survives_the_longest_utterance()
    {
        var numbers = string.Concat(Enumerable.Repeat("one hundred and two at three for four ", 40));
        Understand(
            TestAgents.Demo.Definition,
            numbers,
            new MeaningContext("book-a-room", "time", null, TestAgents.Now)
        );
    }

    private static Meaning? Understand(AgentDefinition agent, string sentence, MeaningContext context) =>
        Understanding.Read(agent, Tokenizer.Split(sentence), context);

    private static bool IsImpossible(string sentence) =>
        (
            sentence.Contains("thirty first", StringComparison.Ordinal)
            || sentence.Contains("thirtieth", StringComparison.Ordinal)
        );
}
