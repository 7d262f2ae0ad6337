using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.OpenAI.Transcription;

/// <summary>Each segment as a file, with its text word by word.</summary>
internal sealed class StreamedSpeechToText(OpenAIConnection connection) : ISpeechToText
{
    private readonly FileTranscriber _transcriber = new(connection);

    public SpeechToTextCapabilities Capabilities { get; } =
        new()
        {
            Name = connection.Vendor.Name,
            SpeechOnly = true,
            InterimResults = true,
        };

    public ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    ) => new(new Session(_transcriber, options));

    /// <summary>Keeps the audio of a segment; the request runs while the events are read.</summary>
    private sealed class Session(FileTranscriber transcriber, SpeechToTextSessionOptions options) : ISpeechToTextSession
    {
        /// <summary>Longest segment: what the server takes at once.</summary>
        private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

        private readonly Channel<ReadOnlyMemory<byte>> _segments = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(8) { SingleReader = true, AllowSynchronousContinuations = true }
        );

        private readonly CancellationTokenSource _disposed = new();
        private ArrayBufferWriter<byte> _audio = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
        {
            if (_audio.WrittenCount + audio.Length > options.Format.BytesIn(Longest))
            {
                throw new VoiceAgentException(
                    ErrorCodes.Overflow,
                    $"A speech segment is longer than {Longest.TotalMinutes:0} min."
                );
            }

            _audio.Write(audio.Span);
            return default;
        }

        public ValueTask FinalizeAsync(CancellationToken cancellationToken)
        {
            var segment = _audio.WrittenMemory;
            _audio = new ArrayBufferWriter<byte>();
            return _segments.Writer.WriteAsync(segment, cancellationToken);
        }

        public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
            var events = EventsAsync(stop.Token).GetAsyncEnumerator(stop.Token);
            await using (events.ConfigureAwait(false))
            {
                while (await NextAsync(events, cancellationToken).ConfigureAwait(false))
                {
                    yield return events.Current;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            Cancel(_disposed);
            _segments.Writer.TryComplete();
            return default;
        }

        private static void Cancel(CancellationTokenSource source) => source.Cancel();

        private async IAsyncEnumerable<SpeechToTextEvent> EventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var segment in _segments.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await foreach (
                    var heard in transcriber.StreamAsync(segment, options, cancellationToken).ConfigureAwait(false)
                )
                {
                    yield return heard;
                }
            }
        }

        /// <summary>False when the session was disposed; a cancellation by the reader is thrown.</summary>
        private async ValueTask<bool> NextAsync(
            IAsyncEnumerator<SpeechToTextEvent> events,
            CancellationToken cancellationToken
        )
        {
            try
            {
                return await events.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
                when (_disposed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
