using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Stt;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>That a provider was replaced is told, once, when the next one works.</summary>
public sealed class ProviderChangeTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_recogniser_that_follows_says_so_before_its_first_text()
    {
        List<SpeechToTextEvent> heard = [];
        _time.Run(async () =>
        {
            var dead = new FakeSpeechToText(_time) { Opening = FakeFault.Throw };
            await using var session = await Chain
                .Of(_time, new(), dead, new SilentRecognizer(_time))
                .OpenAsync(new(), default);
            await session.WriteAsync(SilentRecognizer.Word(1), default);
            await session.FinalizeAsync(default);
            await foreach (var item in session.ReadEventsAsync(default))
            {
                heard.Add(item);
                if (item.Kind == SpeechToTextEventKind.Final)
                {
                    break;
                }
            }
        });

        var change = new ProviderChange("stt", "a", "b", ErrorCodes.ProviderFailed);
        Assert.Equal(change, heard[0].Change);
        Assert.Single(heard, item => item.Kind == SpeechToTextEventKind.ProviderChanged);
    }

    [Fact]
    public void A_voice_that_follows_two_others_says_so_of_both_before_its_first_audio()
    {
        List<TextToSpeechEvent> made = [];
        _time.Run(async () =>
        {
            FakeTextToSpeech[] voices =
            [
                new(_time) { Fault = _ => FakeFault.Throw },
                new(_time) { Fault = _ => FakeFault.Hang },
                new(_time),
            ];
            await using var session = await Chain
                .Of(_time, new TextToSpeechResilienceOptions(), [.. voices])
                .OpenAsync(new(), default);
            await session.WriteAsync(1, "One two.", default);
            await session.FlushAsync(1, default);
            await foreach (var item in session.ReadEventsAsync(default))
            {
                made.Add(item);
                if (item.Kind == TextToSpeechEventKind.Completed)
                {
                    break;
                }
            }
        });

        Assert.Equal(
            [new("tts", "a", "c", ErrorCodes.ProviderFailed), new("tts", "b", "c", ErrorCodes.ProviderTimeout)],
            made.Where(item => item.Change is not null).Select(item => item.Change!)
        );
        var (changes, audio) = (
            made.FindLastIndex(item => item.Change is not null),
            made.FindIndex(item => item.Kind == TextToSpeechEventKind.Audio)
        );
        Assert.True(changes < audio, $"{changes}, {audio}");
    }

    [Fact]
    public void A_model_that_goes_on_in_the_middle_says_so_and_its_answer_holds_nothing_of_it()
    {
        var first = new FakeChatClient(_time).Answers(
            new FakeReply("The train leaves at noon.") { Fault = FakeFault.Throw, FaultAfter = 3 }
        );
        var chain = Chain.Of(_time, new(), first, new FakeChatClient(_time).Answers("at nine."));
        List<ChatResponseUpdate> updates = [];
        _time.Run(async () =>
        {
            await foreach (var update in chain.GetStreamingResponseAsync([new(ChatRole.User, "When?")]))
            {
                updates.Add(update);
            }
        });

        var change = Assert.Single(
            updates.SelectMany(update => update.Contents).Select(ProviderChangeContent.Read).OfType<ProviderChange>()
        );
        Assert.Equal(new ProviderChange("llm", "a", "b", ErrorCodes.ProviderFailed), change);
        Assert.Equal("The train leaves at nine.", string.Concat(updates.Select(update => update.Text)));
    }

    [Fact]
    public void A_whole_answer_holds_only_what_was_said()
    {
        var dead = new FakeChatClient(_time) { Otherwise = _ => new FakeReply("") { Fault = FakeFault.Throw } };
        var chain = Chain.Of(_time, new(), dead, new FakeChatClient(_time).Answers("At nine."));

        var answer = _time.Run(() => chain.GetResponseAsync([new(ChatRole.User, "When?")]));

        Assert.All(
            answer.Messages.SelectMany(message => message.Contents),
            content => Assert.IsType<TextContent>(content)
        );
        Assert.Equal("At nine.", answer.Text);
    }

    [Fact]
    public void When_nobody_goes_on_nothing_is_told_but_the_failure()
    {
        FakeChatClient Dead() => new(_time) { Otherwise = _ => new FakeReply("") { Fault = FakeFault.Throw } };
        var chain = Chain.Of(_time, new() { Retries = 0 }, Dead(), Dead());
        List<ChatResponseUpdate> updates = [];

        Assert.Throws<VoiceAgentException>(() =>
            _time.Run(async () =>
            {
                await foreach (var update in chain.GetStreamingResponseAsync([new(ChatRole.User, "When?")]))
                {
                    updates.Add(update);
                }
            })
        );
        Assert.Empty(updates);
    }

    [Fact]
    public void A_model_that_was_only_asked_again_is_no_change()
    {
        var shaky = new FakeChatClient(_time)
            .Answers(new FakeReply("") { Fault = FakeFault.Throw })
            .Answers("At nine.");
        var givenUp = new GivenUp("llm");
        var race = new ChatRace(
            Chain.Candidates<IChatClient>(_time, [shaky]),
            new(),
            new HedgingPolicy(new()),
            new RetryPause(TimeSpan.FromMilliseconds(150), new Random(1)),
            _time
        );

        using var attempt = _time.Run(() =>
            race.RunAsync([new(ChatRole.User, "When?")], null, 0, givenUp, CancellationToken.None)
        );

        Assert.Empty(givenUp.TakenOverBy("a"));
    }
}
