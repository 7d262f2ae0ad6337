using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace VoiceAgent.Transports.WebSockets.Connections;

internal enum ReceivedKind
{
    Text,
    Binary,

    /// <summary>The message is over the limit; its rest comes as further messages, which nobody should read.</summary>
    TooLarge,

    /// <summary>The peer said it closes; <see cref="WebSocket.CloseStatus"/> says why.</summary>
    Closed,

    /// <summary>The peer broke the rules of WebSockets; the socket has told it and closed.</summary>
    Faulted,

    /// <summary>The connection broke or was aborted.</summary>
    Lost,
}

/// <summary>Receives whole messages into one pooled buffer. It throws nothing. One call at a time.</summary>
internal sealed class WebSocketReceiver(WebSocket socket, int maxMessageBytes)
{
    /// <summary>Enough for 20 ms of audio in any form; larger messages borrow more and give it back.</summary>
    private const int UsualBytes = 4096;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>The message received last; valid until the next call.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        try
        {
            Reset();
            while (true)
            {
                // Never with a token: cancelling a receive would tear the socket down without a goodbye.
                var result = await socket
                    .ReceiveAsync(_buffer.AsMemory(_length), CancellationToken.None)
                    .ConfigureAwait(false);
                _length += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return ReceivedKind.Closed;
                }

                if (_length > maxMessageBytes)
                {
                    return ReceivedKind.TooLarge;
                }

                if (result.EndOfMessage)
                {
                    return result.MessageType == WebSocketMessageType.Text ? ReceivedKind.Text : ReceivedKind.Binary;
                }

                if (_length == _buffer.Length)
                {
                    Grow();
                }
            }
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.Faulted)
        {
            return ReceivedKind.Faulted;
        }
        catch (Exception)
        {
            return ReceivedKind.Lost;
        }
    }

    /// <summary>Gives the buffer back. Nothing may be received any more.</summary>
    public void Release()
    {
        var buffer = _buffer;
        (_buffer, _length) = ([], 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reset()
    {
        _length = 0;
        if (_buffer.Length is 0 or > UsualBytes)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        }
    }

    private void Grow()
    {
        // One byte over the limit is how an oversize message is noticed.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * _buffer.Length, maxMessageBytes + 1));
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
