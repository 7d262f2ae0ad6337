using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Decoding;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>
/// A live recognition: a queue of audio, one loop on the thread pool that decodes it, a queue of events. Decoding never runs
/// on the caller's thread, and disposal waits for the decoding that is under way.
/// </summary>
internal sealed class PocketSphinxSession : ISpeechToTextSession
{
    /// <summary>Pieces of audio that may wait before the writer has to: five seconds at 20 ms apiece.</summary>
    private const int MaximumWaiting = 256;

    private readonly DecoderLease _lease;
    private readonly SegmentDecoder _decoder;
    private readonly Channel<Command> _commands = Channel.CreateBounded<Command>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true }
    );

    private readonly Channel<SpeechToTextEvent> _events = Channel.CreateBounded<SpeechToTextEvent>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, SingleWriter = true }
    );

    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _decoding;

    /// <summary>Takes over the lease.</summary>
    internal PocketSphinxSession(DecoderLease lease, SegmentDecoder decoder)
    {
        _lease = lease;
        _decoder = decoder;
        _decoding = Task.Run(DecodeAsync);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) =>
        audio.Length % sizeof(short) == 0
            ? _commands.Writer.WriteAsync(new(audio, IsEnd: false), cancellationToken)
            : throw new VoiceAgentException(ErrorCodes.InvalidAudio, "16-bit audio must have an even number of bytes.");

    public ValueTask FinalizeAsync(CancellationToken cancellationToken) =>
        _commands.Writer.WriteAsync(new(default, IsEnd: true), cancellationToken);

    public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _commands.Writer.TryComplete();
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _decoding.ConfigureAwait(false);
    }

    private async Task DecodeAsync()
    {
        try
        {
            await foreach (var command in _commands.Reader.ReadAllAsync(_disposed.Token).ConfigureAwait(false))
            {
                if (Decode(command) is { } heard)
                {
                    await _events.Writer.WriteAsync(heard, _disposed.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: whatever is left is no longer wanted.
        }
        catch (Exception failure)
        {
            _lease.IsBroken = true;
            _events.Writer.TryComplete(failure);
        }

        GiveBack();
        _commands.Writer.TryComplete();
        _events.Writer.TryComplete();
    }

    private SpeechToTextEvent? Decode(Command command)
    {
        if (command.IsEnd)
        {
            return _decoder.Finish();
        }

        var interim = _decoder.Write(command.Audio.Span);
        return interim is null ? null : new SpeechToTextEvent(SpeechToTextEventKind.Interim, interim);
    }

    private void GiveBack()
    {
        try
        {
            _decoder.Abandon();
        }
        catch (VoiceAgentException)
        {
            _lease.IsBroken = true;
        }

        _lease.Dispose();
    }

    private readonly record struct Command(ReadOnlyMemory<byte> Audio, bool IsEnd);
}
