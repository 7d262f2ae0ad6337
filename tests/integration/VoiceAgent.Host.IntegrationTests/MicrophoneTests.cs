using System.Runtime.InteropServices;
using VoiceAgent.Hosting.Talk;

namespace VoiceAgent.Hosting;

public sealed class MicrophoneTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(640, 640)]
    [InlineData(100, 640)]
    public void A_recording_ends_with_its_last_sound(int trailing, int loud)
    {
        var samples = new short[loud + trailing];
        samples.AsSpan(0, loud).Fill(8000);
        samples.AsSpan(loud).Fill(8);
        Assert.Equal(loud * 2, Microphone.EndOfSound(MemoryMarshal.AsBytes<short>(samples)));
    }

    [Fact]
    public void A_silent_recording_is_said_whole() => Assert.Equal(1000, Microphone.EndOfSound(new byte[1000]));
}
