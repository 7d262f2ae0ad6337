using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>
/// Puts what the user said (left) and what the user heard of the bot (right) onto one clock. The bot's audio is placed when the client plays
/// it, as far as the client's reports or the schedule tell; what was cleared unplayed is not in it. Not thread-safe; bounded: it holds a
/// second of audio and what the client holds.
/// </summary>
internal sealed class StereoTrack(MediaConnectionInfo info)
{
    // A client that reports and went silent is believed to have played everything this long after it should have.
    private static readonly TimeSpan ReportGrace = TimeSpan.FromMilliseconds(1500);

    // What is older than this is final.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly AudioFormat _format = new(info.Output.SampleRate);
    private readonly AudioConverter _user = new(info.Input, new AudioFormat(info.Output.SampleRate));
    private readonly AudioConverter _bot = new(info.Output, new AudioFormat(info.Output.SampleRate));
    private readonly PlaybackClock _clock = new(info, ReportGrace);
    private readonly Queue<(long Position, short[] Samples)> _sent = new();
    private readonly List<short> _left = [];
    private readonly List<short> _right = [];
    private long _taken;
    private long _played;

    /// <summary>Format of what <see cref="Take"/> gives.</summary>
    public AudioFormat Format => new(_format.SampleRate, 2);

    /// <summary>The user's audio has come.</summary>
    public void Hear(ReadOnlyMemory<byte> pcm, TimeSpan now)
    {
        var samples = Pcm16.AsSamples(_user.Convert(pcm).Span);
        // Audio comes right behind what came before it, unless the line was silent for longer than the network may be late.
        var end = Math.Max(_taken + _left.Count + samples.Length, _format.TimeToSamples(now - (Window / 4)));
        Place(_left, samples, end);
    }

    /// <summary>Audio was sent to the client.</summary>
    public void Send(MediaOutput audio, TimeSpan now)
    {
        Play(now);
        _sent.Enqueue((audio.Position, Pcm16.AsSamples(_bot.Convert(audio.Pcm).Span).ToArray()));
        _clock.Send(now, audio.Pcm.Length / info.Output.BytesPerSample);
    }

    /// <summary>The client said how far it has played.</summary>
    public void Report(long samples, TimeSpan now)
    {
        _clock.Report(samples);
        Play(now);
    }

    /// <summary>The client was told to drop what it has not played.</summary>
    public void Clear(TimeSpan now)
    {
        Play(now);
        if (info.CanClear)
        {
            _clock.Clear(now);
            _sent.Clear();
        }
    }

    /// <summary>Takes what is final, interleaved: user left, bot right.</summary>
    /// <param name="now">The time.</param>
    /// <param name="all">True at the end: everything is final.</param>
    public byte[] Take(TimeSpan now, bool all = false)
    {
        Play(now);
        var count = (int)Math.Max(0, _format.TimeToSamples(all ? now : now - Window) - _taken);
        var stereo = new short[2 * count];
        for (var i = 0; i < count; i++)
        {
            stereo[2 * i] = i < _left.Count ? _left[i] : (short)0;
            stereo[(2 * i) + 1] = i < _right.Count ? _right[i] : (short)0;
        }

        _left.RemoveRange(0, Math.Min(count, _left.Count));
        _right.RemoveRange(0, Math.Min(count, _right.Count));
        _taken += count;
        return MemoryMarshal.AsBytes<short>(stereo).ToArray();
    }

    /// <summary>Places what the client has played since the last look, so that it ends now.</summary>
    private void Play(TimeSpan now)
    {
        var played = _clock.PlayedAt(now);
        while (_sent.TryPeek(out var piece) && piece.Position < played)
        {
            var from = (int)Math.Clamp(_played - piece.Position, 0, piece.Samples.Length);
            var to = (int)Math.Clamp(played - piece.Position, 0, piece.Samples.Length);
            var behind = Math.Max(0, played - piece.Position - piece.Samples.Length);
            if (to > from)
            {
                Place(_right, piece.Samples.AsSpan(from, to - from), _format.TimeToSamples(now) - behind);
            }

            if (to < piece.Samples.Length)
            {
                break;
            }

            _sent.Dequeue();
        }

        _played = Math.Max(_played, played);
    }

    /// <summary>Writes samples so that they end at a sample of the session's clock, never over what is there.</summary>
    private void Place(List<short> channel, ReadOnlySpan<short> samples, long end)
    {
        var silence = end - samples.Length - (_taken + channel.Count);
        if (silence > 0)
        {
            channel.AddRange(new short[silence]);
        }

        channel.AddRange(samples);
    }
}
