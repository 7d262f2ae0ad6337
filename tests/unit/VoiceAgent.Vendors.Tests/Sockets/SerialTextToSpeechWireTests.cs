using System.Text.Json;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

public sealed class SerialTextToSpeechWireTests
{
    private readonly List<TextToSpeechEvent> _told = [];
    private readonly SpokenUtterances _spoken;
    private readonly Wire _wire = new();

    public SerialTextToSpeechWireTests() => _spoken = new SpokenUtterances(2, _told.Add, _ => { });

    [Fact]
    public void Audio_belongs_to_the_oldest_utterance_that_was_given()
    {
        Give(1, 2);
        _wire.OnBinary(new byte[4], _spoken);
        _wire.End(_spoken);
        _wire.OnBinary(new byte[6], _spoken);
        _wire.End(_spoken);

        Assert.Equal([(1, 4), (1, 0), (2, 6), (2, 0)], _told.Select(item => ((int)item.Utterance, item.Audio.Length)));
    }

    [Fact]
    public void What_comes_of_a_cancelled_utterance_is_nobodys()
    {
        Give(1, 2);
        _spoken.Cancel(1);
        Assert.Single(_wire.Cancel([1]));
        _wire.OnBinary(new byte[4], _spoken);
        _wire.Dropped();
        _wire.OnBinary(new byte[6], _spoken);

        Assert.Equal([(2, 6)], _told.Select(item => ((int)item.Utterance, item.Audio.Length)));
    }

    [Fact]
    public void What_nobody_asked_for_is_left_out()
    {
        _wire.OnBinary(new byte[4], _spoken);
        _wire.End(_spoken);
        _wire.Dropped();

        Assert.Empty(_told);
    }

    private void Give(params long[] utterances)
    {
        foreach (var utterance in utterances)
        {
            _spoken.Begin(utterance);
            Assert.Single(_wire.Write(utterance, "hello"));
            Assert.Single(_wire.Flush(utterance));
        }
    }

    private sealed class Wire : SerialTextToSpeechWire
    {
        public override SocketAddress Address => SocketAddress.Beside("http://localhost", "speak");

        protected override SocketMessage EndOfUtterance => SocketMessage.Json(("type", "end"));

        protected override SocketMessage Clear => SocketMessage.Json(("type", "clear"));

        protected override SocketMessage Speak(string text) => SocketMessage.Json(("say", text));

        public override void OnText(JsonElement message, SpokenUtterances spoken) => Spoken(spoken);

        public void End(SpokenUtterances spoken) => Spoken(spoken);

        public void Dropped() => Cleared();
    }
}
