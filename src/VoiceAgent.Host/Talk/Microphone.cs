using VoiceAgent.Audio;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Hosting.Talk;

/// <summary>A microphone without a room: sends 20 ms every 20 ms, what was recorded or silence. Thread-safe.</summary>
internal sealed class Microphone(AssistantClient client, TimeProvider time)
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _recording;
    private TaskCompletionSource<TimeSpan>? _said;

    /// <summary>Says a recording.</summary>
    /// <returns>When its last sound was sent, since <paramref name="began"/>.</returns>
    public Task<TimeSpan> SayAsync(ReadOnlyMemory<byte> recording, long began)
    {
        lock (_lock)
        {
            _recording = recording;
            _said = new TaskCompletionSource<TimeSpan>(began, TaskCreationOptions.RunContinuationsAsynchronously);
            return _said.Task;
        }
    }

    /// <summary>Sends until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var bytes = AudioFormat.Input16Khz.BytesIn(Chunk);
        var began = time.GetTimestamp();
        for (var sent = 1L; !cancellationToken.IsCancellationRequested; sent++)
        {
            await client.SendAudioAsync(Next(bytes), cancellationToken);
            var wait = (Chunk * sent) - time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    private ReadOnlyMemory<byte> Next(int bytes)
    {
        lock (_lock)
        {
            if (_recording.IsEmpty)
            {
                return new byte[bytes];
            }

            var chunk = _recording[..Math.Min(bytes, _recording.Length)];
            _recording = _recording[chunk.Length..];
            if (_recording.IsEmpty && _said is { } said)
            {
                said.TrySetResult(time.GetElapsedTime((long)said.Task.AsyncState!));
            }

            return chunk;
        }
    }
}
