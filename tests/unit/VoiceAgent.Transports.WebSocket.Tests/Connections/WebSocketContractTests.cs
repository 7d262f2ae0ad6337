using System.Text.Json;
using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Transports.WebSockets.Connections;

public sealed class WebSocketContractTests : MediaConnectionContract
{
    private readonly ConnectionHarness _harness = new();

    protected override Task<IMediaConnection> ConnectAsync(bool reads)
    {
        if (reads)
        {
            _ = _harness.ReadAsync();
        }

        return Task.FromResult<IMediaConnection>(_harness.Connect());
    }

    protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) => _harness.SendAsync(pcm.ToArray());

    protected override Task SendTextAsync(string text) =>
        _harness.SendAsync(JsonSerializer.Serialize(new { type = "text", text }));

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
