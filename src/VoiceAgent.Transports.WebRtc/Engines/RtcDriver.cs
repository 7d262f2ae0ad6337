using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// Runs the sessions: the network's datagrams to the one they belong to, the time to those that asked for it, and what they have to send to the
/// network. Thread-safe.
/// </summary>
internal sealed partial class RtcDriver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RtcConnection, bool> _connections = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _began;
    private readonly RtcTimer _timer;
    private readonly RtcNetwork _network;

    /// <summary>Binds the sockets.</summary>
    /// <exception cref="Errors.VoiceAgentException">An address is wrong or taken.</exception>
    public RtcDriver(RtcEngineOptions options, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _began = time.GetTimestamp();
        Epoch = time.GetUtcNow();
        _timer = new RtcTimer(time, HandleTimeouts);
        _network = new RtcNetwork(options, time, Router, Receive);
    }

    /// <summary>Time since the driver began.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>The wall clock when the driver began.</summary>
    public DateTimeOffset Epoch { get; }

    /// <summary>Who gets which datagram.</summary>
    public RtcRouter Router { get; } = new();

    /// <summary>Our addresses as peers are told.</summary>
    public IReadOnlyList<IceCandidate> Candidates => _network.Candidates;

    /// <summary>Sessions, connecting ones included.</summary>
    public int Count => _connections.Count;

    /// <summary>Sessions that are not connected yet.</summary>
    public int HalfOpen => _connections.Count(pair => pair.Key.IsHalfOpen);

    /// <summary>Begins to serve a connection.</summary>
    public void Add(RtcConnection connection)
    {
        RtcMeter.Began();
        _connections[connection] = true;
        Router.Add(connection, connection.LocalFragment);
        Schedule(connection.NextTimeout);
    }

    /// <summary>Called by a connection that is up.</summary>
    public void Connected(TimeSpan duration)
    {
        RtcMeter.Connected(duration);
        LogConnected(_logger, (int)duration.TotalMilliseconds);
    }

    /// <summary>Called by a connection that came to its end.</summary>
    public void Remove(RtcConnection connection, RtcEndReason reason)
    {
        Router.Remove(connection);
        _network.Close(connection.Routes);
        if (_connections.TryRemove(connection, out _))
        {
            RtcMeter.Ended(reason);
            LogEnded(_logger, reason);
        }
    }

    /// <summary>Sends a datagram.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in RtcAddress to, RtcRoutes routes) =>
        _network.Send(datagram, to, routes);

    /// <summary>Asks for the time.</summary>
    public void Schedule(TimeSpan due) => _timer.Schedule(due, Now);

    /// <summary>Closes all sessions, then the network.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
                _connections.Keys.Select(connection => connection.CloseAsync("the server is stopping").AsTask())
            )
            .ConfigureAwait(false);
        _timer.Dispose();
        _network.Dispose();
    }

    private void Receive(Span<byte> datagram, in RtcAddress from)
    {
        try
        {
            var connection = Router.Find(datagram, from, out var reason);
            if (connection is null)
            {
                RtcMeter.Dropped(reason);
                return;
            }

            connection.Receive(datagram, from);
        }
        catch (Exception e)
        {
            // A bug, and one session's: the others must not lose their network by it.
            LogBroken(_logger, e);
        }
    }

    private void HandleTimeouts()
    {
        var next = TimeSpan.MaxValue;
        foreach (var (connection, _) in _connections)
        {
            try
            {
                if (connection.NextTimeout <= Now)
                {
                    connection.HandleTimeout();
                }
            }
            catch (Exception e)
            {
                LogBroken(_logger, e);
            }

            next = connection.NextTimeout < next ? connection.NextTimeout : next;
        }

        Schedule(next);
    }

    [LoggerMessage(60, LogLevel.Debug, "A WebRTC peer is connected {Milliseconds} ms after its offer.")]
    private static partial void LogConnected(ILogger logger, int milliseconds);

    [LoggerMessage(61, LogLevel.Debug, "A WebRTC session ended: {Reason}.")]
    private static partial void LogEnded(ILogger logger, RtcEndReason reason);

    [LoggerMessage(62, LogLevel.Error, "A WebRTC session failed on what its peer sent.")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
