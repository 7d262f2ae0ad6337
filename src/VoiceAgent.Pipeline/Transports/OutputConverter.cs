using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>Brings audio of any format into the connection's; one stream for each format that comes.</summary>
internal sealed class OutputConverter(AudioFormat format)
{
    private readonly Dictionary<AudioFormat, AudioConverter> _converters = [];

    /// <summary>The next audio of its format, converted.</summary>
    public ReadOnlyMemory<byte> Convert(AudioFrame audio)
    {
        if (!_converters.TryGetValue(audio.Format, out var converter))
        {
            converter = new AudioConverter(audio.Format, format);
            _converters.Add(audio.Format, converter);
        }

        return converter.Convert(audio.Audio);
    }

    /// <summary>Forgets what came before.</summary>
    public void Reset() => _converters.Clear();
}
