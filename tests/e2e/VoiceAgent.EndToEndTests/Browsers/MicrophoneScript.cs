using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.EndToEnd.Browsers;

/// <summary>What somebody says into the microphone, composed of recorded clips and silence. 48 kHz mono, as microphones are.</summary>
internal sealed class MicrophoneScript
{
    private static readonly AudioFormat Format = new(48000);
    private readonly MemoryStream _pcm = new();

    /// <summary>Says nothing for a while.</summary>
    public MicrophoneScript Silence(double seconds)
    {
        _pcm.Write(new byte[Format.BytesIn(TimeSpan.FromSeconds(seconds))]);
        return this;
    }

    /// <summary>Says a clip of the shared recordings; skips the test where they are absent.</summary>
    public MicrophoneScript Say(string clip)
    {
        using var file = File.OpenRead(SharedData.Speech(clip));
        var speech = WavReader.Read(file, mono: true);
        _pcm.Write(Resampler.Resample(speech.Pcm.Span, speech.Format.SampleRate, Format.SampleRate));
        return this;
    }

    /// <summary>Writes the file a browser takes for its microphone.</summary>
    public string Save(string name)
    {
        var path = Checkout.ResultFile("microphone", $"{name}.wav");
        File.WriteAllBytes(path, WavWriter.ToBytes(Format, _pcm.ToArray()));
        return path;
    }
}
