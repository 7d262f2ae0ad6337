using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Guides;

/// <summary>The code in <c>docs/guides/add-a-serializer.md</c>.</summary>
public sealed class SerializerGuideTests
{
    private const int Seed = 20261128;
    private const int Messages = 20_000;

    #region protocol
    /// <summary>Audio as it is, in binary messages; everything else as a line of text with a word in front.</summary>
    internal sealed class LineProtocol : IWebSocketProtocol
    {
        private static readonly UTF8Encoding Strict = new(
            encoderShouldEmitUTF8Identifier: false,
            throwOnInvalidBytes: true
        );

        public WireType ReplyType => WireType.Text;

        public ProtocolInput Read(ReadOnlySpan<byte> message, bool binary, IBufferWriter<byte> reply)
        {
            if (binary)
            {
                return message.Length % sizeof(short) != 0
                    ? Wrong("Samples have two bytes; send whole ones.", reply)
                    : new ProtocolInput(MediaInput.FromAudio(message.ToArray()), null);
            }

            if (message.StartsWith("say "u8) && TryDecode(message[4..], out var text))
            {
                return new ProtocolInput(MediaInput.FromMessage(new InputTextFrame(text)), null);
            }

            return message.SequenceEqual("bye"u8)
                ? new ProtocolInput(MediaInput.FromMessage(new EndFrame("client")), null)
                : Wrong("Send 'say TEXT' or 'bye'.", reply);
        }

        public WireType Encode(Frame frame, IBufferWriter<byte> output) =>
            frame switch
            {
                SessionReadyFrame => Line(output, "ready", ""),
                BotHeardFrame { IsFinal: true } heard => Line(output, "heard", heard.Text),
                ErrorFrame error => Line(output, "error", error.Code),
                _ => WireType.None,
            };

        public WireType EncodeAudio(in MediaOutput audio, IBufferWriter<byte> output)
        {
            output.Write(audio.Pcm.Span);
            return WireType.Binary;
        }

        public WireType EncodeMark(in MediaOutput audio, IBufferWriter<byte> output) => WireType.None;

        public WireType EncodeClear(ResponseId through, IBufferWriter<byte> output) => Line(output, "clear", "");

        /// <summary>What is wrong is told to the client, and counted: too much of it ends the connection.</summary>
        private static ProtocolInput Wrong(string message, IBufferWriter<byte> reply)
        {
            Line(reply, "error", message);
            return new ProtocolInput(null, new ErrorFrame(ErrorCodes.InvalidMessage, message));
        }

        private static WireType Line(IBufferWriter<byte> output, string word, string text)
        {
            Encoding.UTF8.GetBytes(text.Length == 0 ? word : $"{word} {text.ReplaceLineEndings(" ")}", output);
            return WireType.Text;
        }

        private static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
        {
            try
            {
                text = Strict.GetString(bytes);
                return true;
            }
            catch (DecoderFallbackException)
            {
                text = "";
                return false;
            }
        }
    }
    #endregion

    #region contract
    public sealed class LineContract : MediaConnectionContract
    {
        private readonly VirtualTime _time = new();
        private readonly DuplexStream _stream;
        private readonly WebSocket _client;
        private readonly WebSocketLink _link;

        public LineContract()
        {
            (var server, _stream) = DuplexStream.Create(65536);
            _client = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = false });
            _link = new WebSocketLink(
                WebSocket.CreateFromStream(server, new WebSocketCreationOptions { IsServer = true }),
                new LineProtocol(),
                new WebSocketTransportOptions(),
                _time
            );
        }

        protected override Task<IMediaConnection> ConnectAsync(bool reads)
        {
            if (reads)
            {
                _ = ReadAsync();
            }

            var info = new MediaConnectionInfo { Transport = "lines", ConnectionId = "test" };
            return Task.FromResult<IMediaConnection>(new WebSocketMediaConnection(_link, info, maxBadMessages: 20));
        }

        protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) =>
            _client.SendAsync(pcm, WebSocketMessageType.Binary, endOfMessage: true, default).AsTask();

        protected override Task SendTextAsync(string text) =>
            _client.SendAsync(Encoding.UTF8.GetBytes($"say {text}"), WebSocketMessageType.Text, true, default);

        protected override Task LeaveAsync()
        {
            _stream.Dispose();
            return Task.CompletedTask;
        }

        protected override Task RunAsync(Func<Task> body)
        {
            _time.Run(body);
            return Task.CompletedTask;
        }

        private async Task ReadAsync()
        {
            var buffer = new byte[4096];
            while (_client.State == WebSocketState.Open)
            {
                await _client.ReceiveAsync(buffer.AsMemory(), default);
            }
        }
    }
    #endregion

    [Fact]
    public void Lines_are_read_and_written()
    {
        Assert.Equal("hello", Assert.IsType<InputTextFrame>(Read("say hello"u8, binary: false).Input?.Message).Text);
        Assert.IsType<EndFrame>(Read("bye"u8, binary: false).Input?.Message);
        Assert.Equal(new byte[] { 1, 2 }, Read([1, 2], binary: true).Input?.Audio.ToArray());
        Assert.Equal(ErrorCodes.InvalidMessage, Read([1, 2, 3], binary: true).Error?.Code);
        Assert.Equal(ErrorCodes.InvalidMessage, Read([.. "say "u8, 0xFF], binary: false).Error?.Code);

        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(WireType.None, new LineProtocol().Encode(new BotStartedSpeakingFrame(), output));
        Assert.Equal(
            WireType.Text,
            new LineProtocol().Encode(new BotHeardFrame(new ResponseId(1), "one\ntwo", IsFinal: true), output)
        );
        Assert.Equal("heard one two", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    #region fuzz
    [Fact]
    public void Whatever_comes_is_an_input_or_an_error()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Messages; i++)
        {
            var message = new byte[random.Next(64)];
            random.NextBytes(message);
            "say "u8[..random.Next(5)].CopyTo(message.Length < 4 ? new byte[4] : message);
            var read = Read(message, binary: random.Next(2) == 0);
            Assert.True(read.Input is null ^ read.Error is null);
        }
    }
    #endregion

    private static ProtocolInput Read(ReadOnlySpan<byte> message, bool binary) =>
        new LineProtocol().Read(message, binary, new ArrayBufferWriter<byte>());
}
