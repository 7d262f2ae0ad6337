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

    /// <summary>Says a recording, but for the silence behind its last sound: silence follows by itself.</summary>
    /// <returns>When its last sound was sent, since <paramref name="began"/>.</returns>
    public Task<TimeSpan> SayAsync(ReadOnlyMemory<byte> recording, long began)
    {
        lock (_lock)
        {
            _recording = recording[..EndOfSound(recording.Span)];
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

    /// <summary>Bytes up to the end of the last piece that is not 40 dB below the loudest one; all of a recording that is silent.</summary>
    internal static int EndOfSound(ReadOnlySpan<byte> recording)
    {
        var bytes = AudioFormat.Input16Khz.BytesIn(Chunk);
        var loudest = 0.0;
        for (var start = 0; start < recording.Length; start += bytes)
        {
            loudest = Math.Max(loudest, Energy(recording, start, bytes));
        }

        var last = (recording.Length - 1) / bytes * bytes;
        while (last > 0 && Energy(recording, last, bytes) < loudest / 10_000)
        {
            last -= bytes;
        }

        return loudest > 0 ? Math.Min(last + bytes, recording.Length) : recording.Length;
    }

    private static double Energy(ReadOnlySpan<byte> recording, int start, int bytes)
    {
        var sum = 0.0;
        foreach (var sample in Pcm16.AsSamples(recording.Slice(start, Math.Min(bytes, recording.Length - start))))
        {
            sum += (double)sample * sample;
        }

        return sum;
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
