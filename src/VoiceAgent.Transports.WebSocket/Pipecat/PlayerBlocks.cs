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
    public MediaOutput Add(in MediaOutput audio)
    {
        var pcm = audio.Pcm;
        if (_length == 0 && pcm.Length % Bytes == 0)
        {
            return audio;
        }

        var position = audio.Position - (_length / sizeof(short));
        var total = _length + pcm.Length;
        var whole = total - (total % Bytes);
        _source = audio with { Position = position + (whole / sizeof(short)) };
        if (whole == 0)
        {
            pcm.Span.CopyTo(_rest.AsSpan(_length));
            _length = total;
            return audio with { Pcm = default };
        }

        var blocks = GC.AllocateUninitializedArray<byte>(whole);
        _rest.AsSpan(0, _length).CopyTo(blocks);
        var taken = whole - _length;
        pcm.Span[..taken].CopyTo(blocks.AsSpan(_length));
        pcm.Span[taken..].CopyTo(_rest);
        _length = total - whole;
        return new MediaOutput(audio.ResponseId, blocks, position);
    }

    /// <summary>The rest, filled with silence to a whole block; empty when there is none.</summary>
    public MediaOutput Flush()
    {
        if (_length == 0)
        {
            return default;
        }

        var block = new byte[Bytes];
        _rest.AsSpan(0, _length).CopyTo(block);
        _length = 0;
        return _source with { Pcm = block };
    }

    /// <summary>Forgets the rest.</summary>
    public void Clear() => _length = 0;
}
