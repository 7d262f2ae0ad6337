using VoiceAgent.Audio;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Hosting.Bench;

/// <summary>One interruption, counted from the user's first sound.</summary>
/// <param name="Detected">Until speech was detected.</param>
/// <param name="Last">Until the last audio of the agent was received; zero when none came any more.</param>
/// <param name="Stale">From the decision to fall silent until then; zero when it came before.</param>
/// <param name="Behind">Samples of what was cleared, received behind the clear.</param>
internal sealed record BargeIn(TimeSpan Detected, TimeSpan Last, TimeSpan Stale, long Behind);

/// <summary>A user who asks for something long and then talks into it. The microphone is open all the time.</summary>
internal sealed class BargeInUser(AssistantClient client, BargeInDecisions decisions)
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Listens = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _speech;
    private long _firstSound;
    private long _firstAudio;
    private long _lastAudio;
    private long _behind;
    private bool _isCleared;
    private bool _isOver;

    /// <summary>Asks, listens for a second, talks, and waits until the agent is cut off.</summary>
    /// <returns>Null when it was not.</returns>
    public async Task<BargeIn?> InterruptAsync(
        string question,
        ReadOnlyMemory<byte> speech,
        CancellationToken cancellationToken
    )
    {
        Begin();
        await client.SendTextAsync(question, cancellationToken);
        if (!await UntilAsync(() => _firstAudio != 0, cancellationToken))
        {
            return null;
        }

        await Task.Delay(Listens, TimeProvider.System, cancellationToken);
        Begin();
        lock (_lock)
        {
            _speech = speech;
        }

        var isCut = await UntilAsync(() => _isCleared && decisions.Decided != 0, cancellationToken);
        // Whatever is still on its way has time to come.
        await Task.Delay(Listens, TimeProvider.System, cancellationToken);
        lock (_lock)
        {
            return isCut ? Cut() : null;
        }
    }

    /// <summary>Sends 20 ms every 20 ms: what is said, or silence.</summary>
    public async Task SpeakAsync(CancellationToken cancellationToken)
    {
        var silence = new byte[AudioFormat.Input16Khz.BytesIn(Chunk)];
        var began = TimeProvider.System.GetTimestamp();
        for (var sent = 1L; ; sent++)
        {
            await client.SendAudioAsync(Next(silence), cancellationToken);
            var wait = (Chunk * sent) - TimeProvider.System.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Takes what the server sends.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in client.ReadAllAsync(cancellationToken))
        {
            lock (_lock)
            {
                Take(message);
            }
        }
    }

    private void Take(ServerMessage message)
    {
        switch (message)
        {
            case ServerAudio when _isOver:
                break;
            case ServerAudio audio when _isCleared:
                _behind += audio.Pcm.Length / sizeof(short);
                _lastAudio = TimeProvider.System.GetTimestamp();
                break;
            case ServerAudio:
                _lastAudio = TimeProvider.System.GetTimestamp();
                _firstAudio = _firstAudio == 0 ? _lastAudio : _firstAudio;
                break;
            case ServerClear:
                _isCleared = true;
                break;
            case ServerMark:
                // Something else begins, or the same goes on because nobody said a word.
                _isOver = _isCleared;
                break;
            default:
                break;
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            (_firstSound, _firstAudio, _lastAudio, _behind, _isCleared, _isOver) = (0, 0, 0, 0, false, false);
            decisions.Forget();
        }
    }

    private ReadOnlyMemory<byte> Next(byte[] silence)
    {
        lock (_lock)
        {
            if (_speech.IsEmpty)
            {
                return silence;
            }

            if (_firstSound == 0)
            {
                _firstSound = TimeProvider.System.GetTimestamp();
            }

            var chunk = _speech[..Math.Min(silence.Length, _speech.Length)];
            _speech = _speech[chunk.Length..];
            return chunk;
        }
    }

    private BargeIn Cut() =>
        new(
            TimeProvider.System.GetElapsedTime(_firstSound, decisions.Detected),
            Positive(TimeProvider.System.GetElapsedTime(_firstSound, _lastAudio)),
            Positive(TimeProvider.System.GetElapsedTime(decisions.Decided, _lastAudio)),
            _behind
        );

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private async Task<bool> UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            lock (_lock)
            {
                if (condition())
                {
                    return true;
                }
            }

            await Task.Delay(Chunk / 4, TimeProvider.System, cancellationToken);
        }

        return false;
    }
}
