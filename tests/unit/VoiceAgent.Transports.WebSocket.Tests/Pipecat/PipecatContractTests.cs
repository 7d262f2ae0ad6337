using System.Text.Json;
using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public sealed class PipecatContractTests : MediaConnectionContract
{
    private readonly PipecatHarness _harness = new();

    protected override Task<IMediaConnection> ConnectAsync(bool reads)
    {
        if (reads)
        {
            _ = _harness.ReadAsync();
        }

        return Task.FromResult<IMediaConnection>(_harness.Connect());
    }

    protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) =>
        _harness.SendAsync(PipecatBytes.Audio(pcm.ToArray()));

    protected override Task SendTextAsync(string text) =>
        _harness.SendAsync(PipecatBytes.Rtvi("send-text", JsonSerializer.Serialize(new { content = text })));

    protected override Task LeaveAsync()
    {
        _harness.Break();
        return Task.CompletedTask;
    }

    protected override Task RunAsync(Func<Task> body)
    {
        _harness.Time.Run(body);
        return Task.CompletedTask;
    }
}
