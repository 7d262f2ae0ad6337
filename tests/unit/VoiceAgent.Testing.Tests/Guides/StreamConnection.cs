using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Guides;

#region connection
/// <summary>A client on a stream, such as a TCP connection. Each message is a kind, a length of 4 bytes, and its content.</summary>
public sealed class StreamConnection : IMediaConnection
{
    private const byte Audio = (byte)'a';
    private const byte Text = (byte)'t';
    private const byte Clear = (byte)'c';
    private const int HeaderBytes = 5;
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stream _stream;
    private readonly CancellationTokenSource _closed = new();
    private readonly Channel<MediaInput> _inputs = Channel.CreateBounded<MediaInput>(64);
    private readonly Task _receiving;
    private MediaInput _end = MediaInput.FromClosed("client left");

    /// <summary>Takes the stream over and begins to read it.</summary>
    public StreamConnection(Stream stream, string id)
    {
        _stream = stream;
        Info = new MediaConnectionInfo
        {
            Transport = "stream",
            ConnectionId = id,
            CanClear = true,
        };
        _receiving = ReceiveAsync();
    }

    public MediaConnectionInfo Info { get; }

    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _inputs.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return _end;
        }
    }

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
        WriteAsync(Audio, audio.Pcm);

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) =>
        message is BotHeardFrame { IsFinal: true } heard
            ? WriteAsync(Text, Encoding.UTF8.GetBytes(heard.Text))
            : default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) => WriteAsync(Clear, default);

    public async ValueTask DisposeAsync()
    {
        End("disposed");
        await _receiving.ConfigureAwait(false);
    }

    /// <summary>Writes are never queued: a client that does not read is given a moment, then it is left.</summary>
    private async ValueTask WriteAsync(byte kind, ReadOnlyMemory<byte> content)
    {
        var message = new byte[HeaderBytes + content.Length];
        message[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), content.Length);
        content.CopyTo(message.AsMemory(HeaderBytes));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        patience.CancelAfter(Patience);
        try
        {
            await _stream.WriteAsync(message, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            End("client too slow, or gone");
        }
    }

    private async Task ReceiveAsync()
    {
        var header = new byte[HeaderBytes];
        var reason = "client left";
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(header, _closed.Token).ConfigureAwait(false);
                var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1));
                if (length is < 0 or > MaxBytes)
                {
                    reason = "protocol error";
                    break;
                }

                var content = new byte[length];
                await _stream.ReadExactlyAsync(content, _closed.Token).ConfigureAwait(false);
                if (ToInput(header[0], content) is { } input)
                {
                    await _inputs.Writer.WriteAsync(input, _closed.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The reason stays what it is.
        }

        End(reason);
    }

    /// <summary>What nobody knows, and half a sample, is left out.</summary>
    private static MediaInput? ToInput(byte kind, byte[] content) =>
        kind switch
        {
            Audio when content.Length % sizeof(short) == 0 => MediaInput.FromAudio(content),
            Text => MediaInput.FromMessage(new InputTextFrame(Encoding.UTF8.GetString(content))),
            _ => null,
        };

    private static bool IsEnd(Exception exception) =>
        exception
            is IOException
                or SocketException
                or ObjectDisposedException
                or OperationCanceledException
                or ChannelClosedException;

    private void End(string reason)
    {
        if (!_inputs.Writer.TryComplete())
        {
            return;
        }

        _end = MediaInput.FromClosed(reason);
        _closed.Cancel();
        _stream.Dispose();
    }
}
#endregion
