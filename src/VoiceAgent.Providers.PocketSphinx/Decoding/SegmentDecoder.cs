using System.Runtime.InteropServices;
using VoiceAgent.Frames;
using VoiceAgent.Providers.PocketSphinx.Features;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>
/// Recognises the speech segments of one session, one after the other, on whatever single thread calls it: the part of a
/// session that knows nothing of threads and queues.
/// </summary>
internal sealed class SegmentDecoder
{
    private readonly DecoderSet _decoders;
    private readonly CepstralFrontEnd _frontEnd;
    private readonly CepstralMean _mean;
    private readonly SegmentLimits _limits;
    private readonly NoiseGauge _gauge;
    private readonly List<CepstralFrame> _waiting = [];
    private readonly List<string> _heard = [];
    private readonly List<WordTiming> _words = [];
    private bool _isDecoding;
    private bool _hasAdapted;
    private bool _wasRefused;
    private int _frames;
    private int _framesBefore;
    private string _interim = "";

    internal SegmentDecoder(DecoderSet decoders, FeatureParameters features, SegmentLimits limits)
    {
        _decoders = decoders;
        _limits = limits;
        _frontEnd = new CepstralFrontEnd(features);
        _gauge = new NoiseGauge(limits.QuietDistance, limits.NoisyDistance);
        _mean = new CepstralMean(
            features.InitialMean,
            features.Cepstra,
            limits.InitialMeanFrames,
            limits.MeanMemoryFrames
        );
    }

    /// <summary>Takes audio of the current segment.</summary>
    /// <returns>The text so far, when it has changed; null when not.</returns>
    internal string? Write(ReadOnlySpan<byte> audio)
    {
        _frontEnd.Write(MemoryMarshal.Cast<byte, short>(audio), _waiting.Add);
        if (!_isDecoding && !_hasAdapted && !IsPrimed())
        {
            return null;
        }

        Decode();
        return NextInterim();
    }

    /// <summary>Ends the segment.</summary>
    internal SpeechToTextEvent Finish()
    {
        Decode();
        EndUtterance();
        var result = new SpeechToTextEvent(SpeechToTextEventKind.Final, string.Join(' ', _heard))
        {
            Rejected = _wasRefused && _heard.Count == 0,
            Words = [.. _words],
        };
        Reset();
        return result;
    }

    /// <summary>Drops the segment, so that the decoders can serve another session.</summary>
    internal void Abandon()
    {
        if (_isDecoding)
        {
            _isDecoding = false;
            _decoders.Main.End();
            _decoders.Background?.End();
        }

        Reset();
    }

    /// <summary>True when enough was heard of a voice, and not only of the silence before it, to know microphone and line.</summary>
    private bool IsPrimed()
    {
        if (_waiting.Count == 0 || _waiting.Count >= _limits.LongestPriming)
        {
            return _waiting.Count > 0;
        }

        var loudest = _waiting.Max(frame => frame.Level);
        return _waiting.Count(frame => frame.Level > Math.Max(loudest - _limits.VoiceRange, 0))
            >= _limits.PrimingFrames;
    }

    private void Reset()
    {
        _frontEnd.Reset();
        _waiting.Clear();
        _heard.Clear();
        _words.Clear();
        _wasRefused = false;
        _framesBefore = 0;
        _interim = "";
    }

    private void Decode()
    {
        _waiting.ForEach(frame => _gauge.Add(frame.Level));
        var share = _gauge.Share;
        Span<float[]> frames = [.. _waiting.Select(frame => frame.Mix(share))];
        if (!_hasAdapted)
        {
            // The first speech of a session: what is known of microphone and voice is what has been gathered here.
            foreach (var frame in frames)
            {
                _mean.Add(frame);
            }
        }

        foreach (var frame in frames)
        {
            if (_hasAdapted)
            {
                _mean.Add(frame);
            }

            _mean.Subtract(frame);
        }

        _hasAdapted |= frames.Length > 0;
        while (!frames.IsEmpty)
        {
            if (!_isDecoding)
            {
                BeginUtterance();
            }

            var count = Math.Min(frames.Length, _limits.MaximumUtteranceFrames - _frames);
            _decoders.Main.Process(frames[..count]);
            _decoders.Background?.Process(frames[..count]);
            _frames += count;
            frames = frames[count..];
            if (_frames == _limits.MaximumUtteranceFrames)
            {
                EndUtterance();
            }
        }

        _waiting.Clear();
    }

    private void BeginUtterance()
    {
        _decoders.Main.Begin();
        _decoders.Background?.Begin();
        _isDecoding = true;
        _frames = 0;
    }

    private void EndUtterance()
    {
        if (!_isDecoding)
        {
            return;
        }

        _isDecoding = false;
        _decoders.Main.End();
        _decoders.Background?.End();
        if (Accepted() is { } text)
        {
            var start = _framesBefore * TimeSpan.FromMilliseconds(10);
            _heard.Add(text);
            _words.AddRange(_decoders.Main.Words().Select(w => new WordTiming(w.Word, start + w.Start, start + w.End)));
        }
        else
        {
            _wasRefused |= _decoders.Background is not null;
        }

        _framesBefore += _frames;
    }

    private string? NextInterim()
    {
        if (!_isDecoding || Accepted() is not { } text)
        {
            return null;
        }

        text = _heard.Count > 0 ? string.Join(' ', _heard) + " " + text : text;
        if (text == _interim)
        {
            return null;
        }

        _interim = text;
        return text;
    }

    /// <summary>The text so far; null when there is none, or it does not sound like the grammar.</summary>
    private string? Accepted()
    {
        var (text, score) = _decoders.Main.Best();
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return _decoders.Background is null || Margin(score) >= _limits.MinimumMargin ? text : null;
    }

    /// <summary>How much better the grammar explains each frame than any sequence of phones does.</summary>
    private double Margin(int score) => (score - _decoders.Background!.Best().Score) / (double)Math.Max(_frames, 1);

    internal double LastMargin => Margin(_decoders.Main.Best().Score);
}
