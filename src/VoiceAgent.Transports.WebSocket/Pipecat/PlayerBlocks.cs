using System.Buffers;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>
/// Cuts audio into whole blocks of the browser's player, which plays 128 samples at a time and loses what is left over at the end.
/// </summary>
internal sealed class PlayerBlocks
{
    /// <summary>Samples of a block.</summary>
    public const int Samples = 128;

    private const int Bytes = Samples * sizeof(short);

    private readonly byte[] _rest = new byte[Bytes];
    private int _length;
    private MediaOutput _source;

    /// <summary>Takes the next audio, mono.</summary>
    /// <returns>What can be sent: whole blocks; empty when it is not enough for one.</returns>
    public PlayerAudio Add(in MediaOutput audio)
    {
        var pcm = audio.Pcm;
        if (_length == 0 && pcm.Length % Bytes == 0)
        {
            return new PlayerAudio(audio, null);
        }

        var position = audio.Position - (_length / sizeof(short));
        var total = _length + pcm.Length;
        var whole = total - (total % Bytes);
        _source = audio with { Position = position + (whole / sizeof(short)) };
        if (whole == 0)
        {
            pcm.Span.CopyTo(_rest.AsSpan(_length));
            _length = total;
            return default;
        }

        var blocks = ArrayPool<byte>.Shared.Rent(whole);
        _rest.AsSpan(0, _length).CopyTo(blocks);
        var taken = whole - _length;
        pcm.Span[..taken].CopyTo(blocks.AsSpan(_length));
        pcm.Span[taken..].CopyTo(_rest);
        _length = total - whole;
        return new PlayerAudio(new MediaOutput(audio.ResponseId, blocks.AsMemory(0, whole), position), blocks);
    }

    /// <summary>The rest, filled with silence to a whole block; empty when there is none.</summary>
    public PlayerAudio Flush()
    {
        if (_length == 0)
        {
            return default;
        }

        var block = ArrayPool<byte>.Shared.Rent(Bytes);
        _rest.AsSpan(0, _length).CopyTo(block);
        block.AsSpan(_length, Bytes - _length).Clear();
        _length = 0;
        return new PlayerAudio(_source with { Pcm = block.AsMemory(0, Bytes) }, block);
    }

    /// <summary>Forgets the rest.</summary>
    public void Clear() => _length = 0;
}

/// <summary>Audio in whole blocks.</summary>
/// <param name="Output">The audio; empty when there is none.</param>
/// <param name="Rented">The array from the shared pool that holds it, for the receiver to return; null when it is the caller's memory.</param>
internal readonly record struct PlayerAudio(MediaOutput Output, byte[]? Rented);
