using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Text;

namespace VoiceAgent.Stt;

/// <summary>
/// Keeps audio until its segment is over; the engine runs while the events are read, so no task of its own is needed.
/// </summary>
internal sealed class SegmentedSpeechToTextSession : ISpeechToTextSession
{
    /// <summary>Parts that may wait for the engine before the writer has to.</summary>
    private const int MaximumWaiting = 8;

    private readonly ISegmentRecognizer _recognizer;
    private readonly SpeechToTextSessionOptions _options;
    private readonly int _maximumBytes;
    private readonly Channel<(ReadOnlyMemory<byte> Audio, bool IsLast)> _parts = Channel.CreateBounded<(
        ReadOnlyMemory<byte>,
        bool
    )>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly CancellationTokenSource _disposed = new();
    private ArrayBufferWriter<byte> _buffer = new();

    internal SegmentedSpeechToTextSession(
        ISegmentRecognizer recognizer,
        SpeechToTextSessionOptions options,
        TimeSpan maximumPart
    )
    {
        _recognizer = recognizer;
        _options = options;
        _maximumBytes = options.Format.BytesIn(maximumPart);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
    {
        while (!audio.IsEmpty)
        {
            if (_buffer.WrittenCount == _maximumBytes)
            {
                await SendAsync(isLast: false, cancellationToken).ConfigureAwait(false);
            }

            var take = Math.Min(audio.Length, _maximumBytes - _buffer.WrittenCount);
            _buffer.Write(audio.Span[..take]);
            audio = audio[take..];
        }
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken) => SendAsync(isLast: true, cancellationToken);

    public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        var heard = new List<(SpeechToTextEvent Event, TimeSpan Start)>();
        var position = TimeSpan.Zero;
        while (await NextAsync(stop.Token, cancellationToken).ConfigureAwait(false) is { } part)
        {
            if (!part.Audio.IsEmpty)
            {
                if (await RecognizeAsync(part.Audio, stop.Token).ConfigureAwait(false) is not { } result)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield break;
                }

                heard.Add((result, position));
                position += _options.Format.DurationOf(part.Audio.Length);
            }

            if (part.IsLast)
            {
                yield return Join(heard);
                heard.Clear();
                position = TimeSpan.Zero;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        // The source itself is left alone: a reader may be about to link to it, and without a timer it holds nothing.
        _parts.Writer.TryComplete();
        Cancel(_disposed);
        return default;
    }

    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private static SpeechToTextEvent Join(List<(SpeechToTextEvent Event, TimeSpan Start)> heard)
    {
        if (heard is [var only])
        {
            return only.Event with { Kind = SpeechToTextEventKind.Final };
        }

        return new(SpeechToTextEventKind.Final, heard.Aggregate("", (text, h) => SpokenText.Join(text, h.Event.Text)))
        {
            Confidence = heard.Min(h => h.Event.Confidence),
            Rejected = heard.Count > 0 && heard.TrueForAll(h => h.Event.Rejected),
            Language = heard.Select(h => h.Event.Language).FirstOrDefault(language => language is not null),
            Words =
            [
                .. heard.SelectMany(h =>
                    h.Event.Words.Select(w => new WordTiming(w.Word, h.Start + w.Start, h.Start + w.End))
                ),
            ],
        };
    }

    private ValueTask SendAsync(bool isLast, CancellationToken cancellationToken)
    {
        var audio = _buffer.WrittenMemory;
        _buffer = new ArrayBufferWriter<byte>();
        return _parts.Writer.WriteAsync((audio, isLast), cancellationToken);
    }

    private async ValueTask<(ReadOnlyMemory<byte> Audio, bool IsLast)?> NextAsync(
        CancellationToken stop,
        CancellationToken caller
    )
    {
        try
        {
            return
                await _parts.Reader.WaitToReadAsync(stop).ConfigureAwait(false) && _parts.Reader.TryRead(out var part)
                ? part
                : null;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return null;
        }
    }

    private async ValueTask<SpeechToTextEvent?> RecognizeAsync(ReadOnlyMemory<byte> audio, CancellationToken stop)
    {
        try
        {
            return await _recognizer.RecognizeAsync(audio, _options, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
