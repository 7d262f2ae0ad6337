using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>What a start request was granted.</summary>
/// <param name="Agent">Agent it asked for; null for the default one.</param>
/// <param name="Metadata">What authentication knows about the client.</param>
internal sealed record PipecatStart(string? Agent, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Tokens that carry a start request's permission to the socket: good once, for five minutes. Thread-safe and bounded.</summary>
internal sealed class PipecatStartTokens(TimeProvider time)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PipecatStart> _starts = [];
    private readonly Queue<(string Token, long Issued)> _order = new();

    /// <summary>Issues a token; null when too many are waiting to be used.</summary>
    public string? Issue(PipecatStart start)
    {
        lock (_gate)
        {
            Forget();
            if (_order.Count >= Capacity)
            {
                return null;
            }

            var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
            _starts.Add(token, start);
            _order.Enqueue((token, time.GetTimestamp()));
            return token;
        }
    }

    /// <summary>Uses a token up; null when it is not good.</summary>
    public PipecatStart? TryTake(string? token)
    {
        lock (_gate)
        {
            Forget();
            return token is not null && _starts.Remove(token, out var start) ? start : null;
        }
    }

    /// <summary>What a token grants, which stays good; null when it is not.</summary>
    public PipecatStart? Find(string token)
    {
        lock (_gate)
        {
            Forget();
            return _starts.GetValueOrDefault(token);
        }
    }

    private void Forget()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Issued) > Life)
        {
            _order.Dequeue();
            _starts.Remove(oldest.Token);
        }
    }
}
