using System.Security.Cryptography;
using System.Text;
using VoiceAgent.Stt;

namespace VoiceAgent.Pooling;

/// <summary>
/// A recogniser with sessions opened ahead: a conversation begins with one that is ready. One pool for each language, format and grammar.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Each session serves one conversation: a recogniser adapts to a voice and may owe words, and nothing a caller said may reach the
/// next. A new one is opened for each that was used, so there are always <see cref="ServicePoolOptions.Minimum"/> ready.
/// </remarks>
/// <param name="recognizer">The recogniser; not disposed.</param>
/// <param name="pools">Where its pools are kept.</param>
/// <param name="options">Limits of each of its pools; <see cref="ServicePoolOptions.MaximumUses"/> is 1 and a session is never shared.</param>
public sealed class PooledSpeechToText(ISpeechToText recognizer, ServicePools pools, ServicePoolOptions? options = null)
    : IPrewarmedSpeechToText
{
    private readonly ServicePoolOptions _options = (options ?? new ServicePoolOptions()) with
    {
        MaximumUses = 1,
        SharedBy = 1,
    };

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities => recognizer.Capabilities;

    /// <inheritdoc />
    /// <exception cref="Errors.VoiceAgentException">
    /// As of the recogniser itself, or all sessions are in use: <see cref="Errors.ErrorCodes.PoolExhausted"/>.
    /// </exception>
    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var lease = await PoolOf(options).LeaseAsync(cancellationToken).ConfigureAwait(false);
        return new LeasedSession(lease);
    }

    /// <summary>Opens sessions before they are needed.</summary>
    /// <param name="options">What they will be opened with.</param>
    /// <param name="count">How many there shall be; null for <see cref="ServicePoolOptions.Minimum"/>.</param>
    /// <param name="cancellationToken">Gives up; what was opened is kept.</param>
    public Task PrewarmAsync(SpeechToTextSessionOptions options, int? count, CancellationToken cancellationToken) =>
        PoolOf(options).PrewarmAsync(count, cancellationToken);

    /// <summary>Makes the recogniser itself ready. Sessions are opened by <see cref="PrewarmAsync(SpeechToTextSessionOptions, int?, CancellationToken)"/>.</summary>
    /// <inheritdoc />
    public Task PrewarmAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken) =>
        recognizer is IPrewarmedSpeechToText prewarmed
            ? prewarmed.PrewarmAsync(options, cancellationToken)
            : Task.CompletedTask;

    private ServicePool<WarmRecognizer> PoolOf(SpeechToTextSessionOptions session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var grammar = session.Grammar is { } text
            ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4))
            : null;
        var parts = new[] { "stt", session.Language, $"{session.Format.SampleRate} Hz", grammar };
        var key = new PoolKey(Capabilities.Name, string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part))));
        return pools.Get(key, new Opening(recognizer, session), _options);
    }

    private sealed class Opening(ISpeechToText recognizer, SpeechToTextSessionOptions session)
        : IPooledServiceFactory<WarmRecognizer>
    {
        public async ValueTask<WarmRecognizer> CreateAsync(CancellationToken cancellationToken) =>
            new(await recognizer.OpenAsync(session, cancellationToken).ConfigureAwait(false));

        public bool IsDead(WarmRecognizer service) => !service.IsAlive;

        public ValueTask<bool> CheckAsync(WarmRecognizer service, CancellationToken cancellationToken) =>
            ValueTask.FromResult(service.IsAlive);
    }

    private sealed class LeasedSession(ServiceLease<WarmRecognizer> lease) : ISpeechToTextSession
    {
        private readonly WarmRecognizer _recognizer = lease.Service;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) =>
            _recognizer.Session.WriteAsync(audio, cancellationToken);

        public ValueTask FinalizeAsync(CancellationToken cancellationToken) =>
            _recognizer.Session.FinalizeAsync(cancellationToken);

        public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
            _recognizer.ReadEventsAsync(cancellationToken);

        public ValueTask DisposeAsync() => lease.DisposeAsync();
    }
}
