using Microsoft.Extensions.AI;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Caching;

public sealed class CachingTests
{
    private static readonly ChatMessage Instruction = new(ChatRole.System, "Greet the caller.");
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_repeated_prompt_gets_its_answer_at_once()
    {
        var model = new FakeChatClient(_time).Answers("Good evening.");
        using var cached = new CachingChatClient(model, new(), _time);

        Assert.Equal("Good evening.", Ask(cached, Instruction));
        var before = _time.Elapsed;
        Assert.Equal("Good evening.", Ask(cached, Instruction));

        Assert.Equal(before, _time.Elapsed);
        Assert.Single(model.Requests);
    }

    [Fact]
    public void What_a_user_said_is_not_remembered_unless_asked_for()
    {
        var model = new FakeChatClient(_time) { Otherwise = _ => new FakeReply("Yes.") };
        using var usual = new CachingChatClient(model, new(), _time);
        using var asked = new CachingChatClient(model, new() { IncludesUsersWords = true }, _time);
        ChatMessage[] request = [Instruction, new(ChatRole.User, "My number is 12.")];
        foreach (var client in new[] { usual, usual, asked, asked })
        {
            Ask(client, request);
        }

        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public void An_answer_that_calls_a_tool_or_fails_is_not_remembered()
    {
        var model = new FakeChatClient(_time).Answers(FakeReply.Calls("book")).Answers("Booked.");
        using var cached = new CachingChatClient(model, new(), _time);
        Ask(cached, Instruction);

        Assert.Equal("Booked.", Ask(cached, Instruction));
    }

    [Fact]
    public void Another_temperature_or_model_is_another_request()
    {
        var model = new FakeChatClient(_time) { Otherwise = _ => new FakeReply("Yes.") };
        using var cached = new CachingChatClient(model, new(), _time);
        _time.Run(() => cached.GetResponseAsync([Instruction], new ChatOptions { Temperature = 0 }));
        _time.Run(() => cached.GetResponseAsync([Instruction], new ChatOptions { Temperature = 1 }));
        _time.Run(() => cached.GetResponseAsync([Instruction], new ChatOptions { ModelId = "other" }));

        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public void A_fixed_phrase_is_made_once_and_everything_else_each_time()
    {
        var voice = new FakeTextToSpeech(_time);
        var options = new PhraseCacheOptions();
        options.Phrases.Add("Welcome.");
        var cached = new CachingTextToSpeech(voice, options, _time);
        var first = Speak(cached, "Welcome.", "Your number is 12.");
        var second = Speak(cached, "Welcome.", "Your number is 12.");

        Assert.Equal(["Welcome.", "Your number is 12.", "Your number is 12."], voice.Spoken);
        Assert.Equal(first.Select(Describe), second.Select(Describe));
    }

    [Fact]
    public void A_phrase_behind_something_unfinished_waits_for_its_turn()
    {
        var voice = new FakeTextToSpeech(_time);
        var options = new PhraseCacheOptions();
        options.Phrases.Add("Welcome.");
        var cached = new CachingTextToSpeech(voice, options, _time);
        Speak(cached, "Welcome.");

        var made = Speak(cached, "Your number is 12.", "Welcome.");

        Assert.Equal(made.Select(item => item.Utterance).Order(), made.Select(item => item.Utterance));
    }

    [Fact]
    public void A_phrase_that_was_cut_off_is_not_kept()
    {
        var voice = new FakeTextToSpeech(_time);
        var options = new PhraseCacheOptions();
        options.Phrases.Add("Welcome.");
        var cached = new CachingTextToSpeech(voice, options, _time);
        _time.Run(async () =>
        {
            await using var session = await cached.OpenAsync(new(), default);
            await session.WriteAsync(1, "Welcome.", default);
            await session.FlushAsync(1, default);
            await Task.Delay(TimeSpan.FromMilliseconds(120), _time);
            await session.CancelAsync(1, default);
        });
        Speak(cached, "Welcome.");

        Assert.Equal(2, voice.Spoken.Count);
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first_and_nothing_outlives_its_time()
    {
        var cache = new BoundedCache<string>(100, TimeSpan.FromMinutes(1), _time);
        for (var i = 0; i < 4; i++)
        {
            cache.Add($"{i}", "value", 25);
        }

        Assert.NotNull(cache.Find("0"));
        cache.Add("4", "value", 25);
        Assert.Null(cache.Find("1"));
        Assert.NotNull(cache.Find("0"));
        cache.Add("huge", "value", 26);
        Assert.Null(cache.Find("huge"));
        Assert.Equal(4, cache.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(cache.Find("0"));
    }

    private static string Describe(TextToSpeechEvent item) => $"{item.Utterance} {item.Kind} {item.Audio.Length}";

    private string Ask(CachingChatClient client, params ChatMessage[] messages) =>
        _time.Run(() => client.GetResponseAsync(messages)).Text;

    private List<TextToSpeechEvent> Speak(CachingTextToSpeech voice, params string[] texts) =>
        _time.Run(async () =>
        {
            List<TextToSpeechEvent> made = [];
            await using var session = await voice.OpenAsync(new(), default);
            for (var i = 0; i < texts.Length; i++)
            {
                await session.WriteAsync(i + 1, texts[i], default);
                await session.FlushAsync(i + 1, default);
            }

            await foreach (var item in session.ReadEventsAsync(default))
            {
                made.Add(item);
                if (item.Kind == TextToSpeechEventKind.Completed && item.Utterance == texts.Length)
                {
                    break;
                }
            }

            return made;
        });
}
