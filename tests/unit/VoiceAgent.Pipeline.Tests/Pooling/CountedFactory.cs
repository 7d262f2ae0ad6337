using Microsoft.Extensions.ObjectPool;
using VoiceAgent.Errors;

namespace VoiceAgent.Pooling;

/// <summary>Makes numbered services, and remembers what became of them.</summary>
internal sealed class CountedFactory(TimeProvider time) : IPooledServiceFactory<CountedFactory.Service>
{
    public TimeSpan Delay { get; set; }

    public bool Fails { get; set; }

    public Func<Service, bool> IsGood { get; set; } = _ => true;

    public int Made { get; private set; }

    public int Checked { get; private set; }

    public List<int> Closed { get; } = [];

    public async ValueTask<Service> CreateAsync(CancellationToken cancellationToken)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, time, cancellationToken);
        }

        return Fails
            ? throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The vendor is down.")
            : new Service(this, ++Made);
    }

    public ValueTask<bool> CheckAsync(Service service, CancellationToken cancellationToken)
    {
        Checked++;
        return ValueTask.FromResult(IsGood(service));
    }

    internal sealed class Service(CountedFactory factory, int number) : IDisposable, IResettable
    {
        public int Number => number;

        public bool CanReset { get; set; } = true;

        public bool TryReset() => CanReset;

        public void Dispose() => factory.Closed.Add(number);
    }
}
