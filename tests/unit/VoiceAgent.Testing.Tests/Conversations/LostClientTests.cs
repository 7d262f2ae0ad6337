using VoiceAgent.Frames;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Conversations;

/// <summary>What a session does while its client is gone, and when it is back.</summary>
public class LostClientTests
{
    private const string Answer = "There are three rooms free tomorrow, and all of them have a large table.";

    [Fact]
    public void Nothing_is_played_to_a_client_that_is_gone_and_it_hears_on_from_its_sample()
    {
        using var talk = Begin();
        talk.WaitUntilHeard("three rooms");
        Lose(talk);
        var (played, sent) = (talk.Client.PlayedSamples, talk.Client.Audio.Count);
        talk.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(sent, talk.Client.Audio.Count);

        Return(talk, played);
        talk.WaitUntilQuiet();

        var again = talk.Client.Audio.Skip(sent).Sum(audio => (long)audio.Value.Pcm.Length / 2);
        var spoken = talk.Voice.PerCharacter * talk.Voice.Spoken.Sum(text => text.Trim().Length);
        var all = Audio.AudioFormat.Output24Khz.TimeToSamples(spoken);
        Assert.Equal(all - played, again);
        Assert.Equal(["user: which rooms", $"agent: {Answer}"], talk.Transcript);
    }

    [Fact]
    public void What_it_did_not_play_is_not_taken_for_heard()
    {
        using var talk = Begin();
        talk.WaitUntilHeard("three rooms");
        Lose(talk);
        talk.Wait(TimeSpan.FromSeconds(25));

        Assert.DoesNotContain(talk.Recorder.Of<BotHeardFrame>(), heard => heard.IsFinal);
        Assert.DoesNotContain(talk.Recorder.Of<BotStoppedSpeakingFrame>(), _ => true);
    }

    [Fact]
    public void Nobody_asks_a_client_that_is_gone_whether_it_is_still_there()
    {
        using var talk = new ScriptedConversation
        {
            Agent = static talk => new AgentDefinition
            {
                Name = "test",
                ChatClient = talk.Model,
                TextToSpeech = talk.Voice,
                IdlePrompts = [new IdlePrompt(TimeSpan.FromSeconds(8), "Are you still there?")],
                IdleTimeout = TimeSpan.FromSeconds(10),
            },
        };
        talk.Wait(TimeSpan.FromSeconds(5));
        Lose(talk);
        talk.Wait(TimeSpan.FromMinutes(2));
        Assert.Empty(talk.Voice.Spoken);
        Assert.Null(talk.Result);

        Return(talk, 0);
        talk.Wait(TimeSpan.FromSeconds(9));
        Assert.Equal(["Are you still there?"], talk.Voice.Spoken);
    }

    [Fact]
    public void An_interruption_while_it_is_gone_is_settled_when_it_says_how_far_it_played()
    {
        using var talk = Begin();
        talk.WaitUntilHeard("three rooms");
        Lose(talk);
        var played = talk.Client.PlayedSamples;
        talk.Session.Worker.Interrupt();
        talk.Wait(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(talk.Recorder.Of<BotHeardFrame>(), heard => heard.IsFinal);

        Return(talk, played);
        talk.Wait(TimeSpan.FromSeconds(1));

        var heard = Assert.Single(talk.Recorder.Of<BotHeardFrame>(), heard => heard.IsFinal);
        Assert.True(heard.Interrupted);
        Assert.Equal($"agent: {heard.Text}", talk.Transcript[1]);
        Assert.StartsWith("There are three rooms", heard.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_break_is_replayed()
    {
        using var file = new MemoryStream();
        using (var talk = Begin(file))
        {
            talk.WaitUntilHeard("three rooms");
            var played = talk.Client.PlayedSamples;
            Lose(talk);
            talk.Wait(TimeSpan.FromSeconds(3));
            Return(talk, played);
            talk.WaitUntilQuiet();
            talk.End();
        }

        var replay = SessionReplay.Run(SessionRecording.Parse(file.ToArray()));
        Assert.True(replay.IsIdentical, replay.ToString());
    }

    private static ScriptedConversation Begin(Stream? file = null)
    {
        var talk = new ScriptedConversation
        {
            ClientInfo = Fakes.FakeMediaConnection.DefaultInfo with { CanResume = true },
            RecordTo = file,
        };
        talk.AgentReplies(Answer);
        talk.UserTypes("which rooms");
        return talk;
    }

    private static void Lose(ScriptedConversation talk)
    {
        talk.Client.Send(MediaInput.FromMessage(new ClientLostFrame("test")));
        talk.Wait(TimeSpan.Zero);
    }

    private static void Return(ScriptedConversation talk, long position)
    {
        talk.Client.Send(MediaInput.FromMessage(new ClientResumedFrame(position)));
        talk.Wait(TimeSpan.Zero);
    }
}
