using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Transports;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Pipecat;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// A Pipecat client in memory, behind a real WebSocket: it costs next to nothing itself, so that what is measured is the server. It is the
/// stream under the server's socket.
/// </summary>
internal sealed class PipecatBenchClient : Stream, IBenchClient
{
    private const int Second = 50;
    private static readonly TimeSpan Farewell = TimeSpan.Zero;

    private readonly Channel<byte[]> _toServer = Channel.CreateBounded<byte[]>(64);
    private readonly List<double> _roundTrips = [];
    private byte[] _rest = [];
    private int _taken;
    private long _in;
    private long _out;

    public PipecatBenchClient(int number)
    {
        _in = number * 7;
        var options = new WebSocketTransportOptions();
        var protocol = new PipecatProtocol(AudioFormat.Output24Khz, sendsInterruptions: false);
        var socket = WebSocket.CreateFromStream(this, new WebSocketCreationOptions { IsServer = true });
        var link = new WebSocketLink(socket, protocol, options, TimeProvider.System);
        var info = new MediaConnectionInfo { Transport = "pipecat", ConnectionId = $"bench-{number}" };
        var rtvi = new RtviConversation("1", RtviVersion.Current, "", ToolEventDetail.Full, TimeProvider.System);
        Connection = new PipecatConnection(
            new WebSocketMediaConnection(link, info, options.MaxBadMessages),
            rtvi,
            Farewell,
            TimeProvider.System
        );
    }

    public IMediaConnection Connection { get; }

    public long FramesIn => Volatile.Read(ref _in);

    public long FramesOut => Volatile.Read(ref _out);

    /// <summary>How long requests took to be answered, in milliseconds.</summary>
    public IReadOnlyList<double> RoundTrips => _roundTrips;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Hear()
    {
        _toServer.Writer.TryWrite(Masked(PipecatBench.Encode(BenchSpeech.Next(_in++))));
        if (_in % Second == 0)
        {
            var request = string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"label":"rtvi-ai","type":"client-message","data":{"t":"ping"},"id":"{{{TimeProvider.System.GetTimestamp()}}}"}"""
            );
            var buffer = new PooledBuffer();
            PipecatFrameWriter.WriteMessage(buffer, Encoding.UTF8.GetBytes(request));
            _toServer.Writer.TryWrite(Masked(buffer.Written.Span));
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_taken == _rest.Length)
        {
            (_rest, _taken) = (await _toServer.Reader.ReadAsync(cancellationToken), 0);
        }

        var count = Math.Min(buffer.Length, _rest.Length - _taken);
        _rest.AsMemory(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // One write is one message: two bytes of header, and two of length when it is long.
        var payload = buffer.Span[((buffer.Span[1] & 0x7F) == 126 ? 4 : 2)..];
        if (!payload.IsEmpty && PipecatFrame.TryRead(payload, out var frame))
        {
            if (frame.Kind == PipecatFrameKind.Audio)
            {
                Interlocked.Increment(ref _out);
            }
            else if (frame.Kind == PipecatFrameKind.Message)
            {
                Answered(frame.Payload);
            }
        }

        return default;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>When the request was sent that a message answers; null when it answers none.</summary>
    internal static long? AnsweredRequest(ReadOnlySpan<byte> json)
    {
        var id = json.IndexOf("\"server-response\",\"id\":\""u8);
        return id < 0
            ? null
            : long.Parse(json[(id + 24)..json.LastIndexOf("\",\"data\""u8)], CultureInfo.InvariantCulture);
    }

    private void Answered(ReadOnlySpan<byte> json)
    {
        if (AnsweredRequest(json) is { } sent)
        {
            _roundTrips.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    private static byte[] Masked(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[MaskedFrame.LengthOf(payload.Length)];
        MaskedFrame.Write(payload, frame);
        return frame;
    }
}
