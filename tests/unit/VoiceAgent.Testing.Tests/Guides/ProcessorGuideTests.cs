using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Tts;

namespace VoiceAgent.Testing.Guides;

/// <summary>The code in <c>docs/guides/add-a-processor.md</c>.</summary>
public sealed class ProcessorGuideTests
{
    #region processor
    /// <summary>Says a name as it is pronounced.</summary>
    public sealed class Pronouncer(string written, string spoken) : FrameProcessor
    {
        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction) =>
            frame is LlmTextFrame text
                ? PushAsync(
                    text with
                    {
                        Text = text.Text.Replace(written, spoken, StringComparison.Ordinal),
                    },
                    direction
                )
                : PushAsync(frame, direction);
    }
    #endregion

    #region work
    /// <summary>Looks up who calls, off the pump, and tells the model.</summary>
    public sealed class CallerLookup(Func<CancellationToken, Task<string>> find) : FrameProcessor
    {
        protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
        {
            StartWork("caller lookup", LookUpAsync, holdsEnd: false);
            return default;
        }

        private async Task LookUpAsync(ProcessorWork work)
        {
            var name = await find(work.Token).ConfigureAwait(false);
            await work.PushAsync(new ContextAppendFrame("system", $"The caller is {name}.")).ConfigureAwait(false);
        }
    }
    #endregion

    #region test
    [Fact]
    public void A_name_is_said_as_it_is_pronounced()
    {
        using var harness = new ProcessorHarness(new Pronouncer("Nguyen", "win"));
        harness.Send(new LlmTextFrame("Hello Mr Nguyen."));
        Assert.Equal("Hello Mr win.", Assert.IsType<LlmTextFrame>(Assert.Single(harness.Downstream)).Text);
    }
    #endregion

    [Fact]
    public void A_processor_is_put_where_it_belongs()
    {
        #region insert
        using var talk = new ScriptedConversation
        {
            Agent = talk =>
                talk.CreateAgent() with
                {
                    ConfigureProcessors = processors =>
                    {
                        var voice = processors.Index().First(entry => entry.Item is TtsProcessor).Index;
                        processors.Insert(voice, new Pronouncer("Nguyen", "win"));
                    },
                },
        };
        #endregion
        talk.AgentReplies("Hello Mr Nguyen.");
        talk.UserSays("good morning");
        talk.WaitUntilHeard("Mr win");
    }

    [Fact]
    public void Work_runs_beside_the_conversation()
    {
        var time = new VirtualTime();
        using var talk = new ScriptedConversation(time)
        {
            Agent = talk =>
                talk.CreateAgent() with
                {
                    ConfigureProcessors = processors => processors.Insert(0, new CallerLookup(FindAsync)),
                },
        };
        talk.AgentReplies("Hello Ada.");
        talk.UserSays("good morning");
        talk.WaitUntilHeard("Hello Ada");
        Assert.Equal(["note: The caller is Ada.", "user: good morning", "agent: Hello Ada."], talk.Transcript);

        async Task<string> FindAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), time, cancellationToken);
            return "Ada";
        }
    }
}
