using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

public sealed class GracefulStopTests : IDisposable
{
    private readonly CancellationTokenSource _application = new();
    private readonly IHostApplicationLifetime _lifetime = Substitute.For<IHostApplicationLifetime>();
    private readonly List<string> _done = [];

    public GracefulStopTests() => _lifetime.ApplicationStopping.Returns(_application.Token);

    public void Dispose() => _application.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Clients_are_told_before_conversations_are_cancelled(bool conversationFirst)
    {
        using var stop = new GracefulStop(_lifetime);
        if (conversationFirst)
        {
            stop.Stopping.Register(() => _done.Add("cancelled"));
        }

        stop.Tell(_ => _done.Add("told"), this);
        if (!conversationFirst)
        {
            stop.Stopping.Register(() => _done.Add("cancelled"));
        }

        _application.Cancel();

        Assert.Equal(["told", "cancelled"], _done);
    }

    [Fact]
    public void A_client_that_is_gone_is_not_told()
    {
        using var stop = new GracefulStop(_lifetime);
        stop.Tell(_ => _done.Add("told"), this).Dispose();

        _application.Cancel();

        Assert.Empty(_done);
    }

    [Fact]
    public void A_client_that_comes_too_late_is_told_at_once()
    {
        using var stop = new GracefulStop(_lifetime);
        _application.Cancel();

        stop.Tell(_ => _done.Add("told"), this);

        Assert.Equal(["told"], _done);
    }
}
