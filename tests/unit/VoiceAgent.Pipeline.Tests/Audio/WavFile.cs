using System.Text;

namespace VoiceAgent.Audio;

/// <summary>Puts WAV files together chunk by chunk, also wrong ones.</summary>
internal sealed class WavFile
{
    private readonly MemoryStream _chunks = new();

    public WavFile Chunk(string name, byte[] body, uint? size = null, bool pad = true)
    {
        _chunks.Write(Encoding.ASCII.GetBytes(name));
        _chunks.Write(BitConverter.GetBytes(size ?? (uint)body.Length));
        _chunks.Write(body);
        if (pad && body.Length % 2 == 1)
        {
            _chunks.WriteByte(0);
        }

        return this;
    }

    public WavFile Format(int tag, int channels, int rate, int bits, byte[]? more = null, uint? size = null)
    {
        var frame = channels * ((bits + 7) / 8);
        byte[] body =
        [
            .. BitConverter.GetBytes((ushort)tag),
            .. BitConverter.GetBytes((ushort)channels),
            .. BitConverter.GetBytes(rate),
            .. BitConverter.GetBytes(rate * frame),
            .. BitConverter.GetBytes((ushort)frame),
            .. BitConverter.GetBytes((ushort)bits),
            .. more ?? [],
        ];
        return Chunk("fmt ", body, size);
    }

    public byte[] Bytes(string magic = "RIFF", uint? size = null) =>
        [
            .. Encoding.ASCII.GetBytes(magic),
            .. BitConverter.GetBytes(size ?? (uint)_chunks.Length + 4),
            .. "WAVE"u8,
            .. _chunks.ToArray(),
        ];
}
