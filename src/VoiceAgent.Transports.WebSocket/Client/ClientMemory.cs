using System.Net.WebSockets;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>
/// What a client has to remember to come back: which messages it has, how far it has played, and what it has said that may not have
/// arrived. Thread-safe.
/// </summary>
/// <param name="maxAudioBytes">Audio that is kept; beyond it the oldest is forgotten. 0 keeps nothing, of a client that cannot come back.</param>
internal sealed class ClientMemory(int maxAudioBytes)
{
    private const int MaxTexts = 100;

    private readonly Lock _gate = new();
    private readonly Queue<(long End, byte[] Pcm)> _audio = new();
    private readonly Queue<(long Number, string Text)> _texts = new();
    private int _bytes;
    private long _samples;
    private long _textCount;
    private int _breaks;
    private bool _isAway;
    private bool _hasEnded;

    /// <summary>False for a client that cannot come back.</summary>
    public bool Keeps => maxAudioBytes > 0;

    /// <summary>How to come back; null until the server has said.</summary>
    public ResumeOffer? Offer { get; set; }

    /// <summary>The last numbered message received.</summary>
    public long Sequence { get; private set; }

    /// <summary>How far playback has come, as reported last.</summary>
    public long Played { get; set; }

    /// <summary>Notes a message of the server.</summary>
    public void Received(ServerMessage message) => Sequence = Math.Max(Sequence, message.Sequence);

    /// <summary>Notes audio that is about to be sent.</summary>
    /// <returns>The connection it is to be sent on, see <see cref="IsOn"/>; null when it must wait until the client is back.</returns>
    public int? Say(ReadOnlyMemory<byte> pcm)
    {
        if (!Keeps)
        {
            return 0;
        }

        lock (_gate)
        {
            _samples += pcm.Length / sizeof(short);
            _bytes += pcm.Length;
            _audio.Enqueue((_samples, pcm.ToArray()));
            while (_bytes > maxAudioBytes)
            {
                _bytes -= _audio.Dequeue().Pcm.Length;
            }

            return Connection;
        }
    }

    /// <summary>Notes a typed text that is about to be sent.</summary>
    /// <inheritdoc cref="Say" path="/returns" />
    public int? Type(string text)
    {
        if (!Keeps)
        {
            return 0;
        }

        lock (_gate)
        {
            _texts.Enqueue((_textCount++, text));
            if (_texts.Count > MaxTexts)
            {
                _texts.Dequeue();
            }

            return Connection;
        }
    }

    /// <summary>Notes that the end is about to be asked for.</summary>
    /// <inheritdoc cref="Say" path="/returns" />
    public int? End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            return Connection;
        }
    }

    /// <summary>The connection in use; null while the client is not back.</summary>
    public int? Now
    {
        get
        {
            lock (_gate)
            {
                return Connection;
            }
        }
    }

    private int? Connection => _isAway ? null : _breaks;

    /// <summary>False when this connection has broken since: what was to be sent on it is among what is missed.</summary>
    public bool IsOn(int connection)
    {
        lock (_gate)
        {
            return _breaks == connection;
        }
    }

    /// <summary>The connection broke.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            _isAway = true;
            _breaks++;
        }
    }

    /// <summary>Forgets what the server says it has.</summary>
    public void Confirm(long samples, long texts)
    {
        lock (_gate)
        {
            while (_texts.TryPeek(out var text) && text.Number < texts)
            {
                _texts.Dequeue();
            }

            while (_audio.TryPeek(out var said) && said.End <= samples)
            {
                _audio.Dequeue();
                _bytes -= said.Pcm.Length;
            }

            Forget(samples);
        }
    }

    /// <summary>
    /// Takes what is to be sent behind these numbers, which then stand at the end of it. When there is nothing, the client is back: what is
    /// said from now on is sent at once.
    /// </summary>
    /// <param name="samples">Samples of audio sent.</param>
    /// <param name="texts">Typed texts sent.</param>
    public Missed TakeMissed(ref long samples, ref long texts)
    {
        lock (_gate)
        {
            var (fromSamples, fromTexts) = (samples, texts);
            string[] typed = [.. _texts.Where(text => text.Number >= fromTexts).Select(text => text.Text)];
            ReadOnlyMemory<byte>[] said =
            [
                .. _audio.Where(said => said.End > fromSamples).Select(said => Behind(said.End, said.Pcm, fromSamples)),
            ];
            var isAll = typed.Length == 0 && said.Length == 0;
            _isAway &= !isAll;
            (samples, texts) = (_samples, _textCount);
            return new Missed(said, typed, isAll, isAll && _hasEnded);
        }
    }

    private static ReadOnlyMemory<byte> Behind(long end, byte[] pcm, long samples) =>
        pcm.AsMemory((int)Math.Max(0, samples - (end - (pcm.Length / sizeof(short)))) * sizeof(short));

    /// <summary>Audio that was not kept is missing between what the server has and what comes: both count on as if it had never been.</summary>
    private void Forget(long samples)
    {
        var begin = _audio.TryPeek(out var first) ? first.End - (first.Pcm.Length / sizeof(short)) : _samples;
        var gap = begin - samples;
        if (gap <= 0)
        {
            return;
        }

        _samples -= gap;
        for (var left = _audio.Count; left > 0; left--)
        {
            var said = _audio.Dequeue();
            _audio.Enqueue((said.End - gap, said.Pcm));
        }
    }
}

/// <summary>What a server has missed.</summary>
/// <param name="Audio">Audio, in order.</param>
/// <param name="Texts">Typed texts, in order.</param>
/// <param name="IsAll">True when there is nothing.</param>
/// <param name="Ends">True when the end was asked for.</param>
internal readonly record struct Missed(
    IReadOnlyList<ReadOnlyMemory<byte>> Audio,
    IReadOnlyList<string> Texts,
    bool IsAll,
    bool Ends
)
{
    /// <summary>The messages that say it.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type)> ToMessages()
    {
        foreach (var text in Texts)
        {
            yield return (
                ClientMessageWriter.Encode(json => ClientMessageWriter.Text(json, text)),
                WebSocketMessageType.Text
            );
        }

        foreach (var pcm in Audio)
        {
            yield return (pcm, WebSocketMessageType.Binary);
        }

        if (Ends)
        {
            yield return (ClientMessageWriter.Encode(ClientMessageWriter.End), WebSocketMessageType.Text);
        }
    }
}
