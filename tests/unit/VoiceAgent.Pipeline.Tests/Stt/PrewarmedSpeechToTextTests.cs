using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Pooling;
using VoiceAgent.Resilience;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Stt;

/// <summary>A recogniser that must be warmed up is found wherever it stands.</summary>
public sealed class PrewarmedSpeechToTextTests
{
    private static readonly SpeechToTextSessionOptions Options = new()
    {
        Grammar = "#JSGF V1.0; grammar g; public <a> = yes;",
    };
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task In_a_pool_in_a_chain_it_is_warmed_up_with_its_own_rate()
    {
        await using var pools = new ServicePools(_time);
        var slow = new SlowToStart
        {
            Capabilities = new() { Name = "slow", SampleRate = 8000 },
        };
        var chain = Chain.Of(_time, new(), new FakeSpeechToText(_time), new PooledSpeechToText(slow, pools));

        await ((IPrewarmedSpeechToText)chain).PrewarmAsync(Options, default);

        Assert.Equal([Options with { Format = new AudioFormat(8000) }], slow.Prewarmed);
        Assert.Empty(pools.All);
    }

    [Fact]
    public async Task One_that_cannot_be_made_ready_keeps_no_other_from_it()
    {
        var broken = new SlowToStart { Failure = new VoiceAgentException(ErrorCodes.EngineMissing, "not installed") };
        var whole = new SlowToStart();
        var chain = Chain.Of(_time, new(), broken, whole);

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => chain.PrewarmAsync(Options, default));

        Assert.Equal(ErrorCodes.EngineMissing, failure.Code);
        Assert.Single(whole.Prewarmed);
    }

    [Fact]
    public async Task A_pool_of_one_that_needs_nothing_is_ready_at_once()
    {
        await using var pools = new ServicePools(_time);

        await new PooledSpeechToText(new FakeSpeechToText(_time), pools).PrewarmAsync(Options, default);

        Assert.Empty(pools.All);
    }

    private sealed class SlowToStart : IPrewarmedSpeechToText
    {
        public VoiceAgentException? Failure { get; init; }

        public List<SpeechToTextSessionOptions> Prewarmed { get; } = [];

        public SpeechToTextCapabilities Capabilities { get; init; } = new() { Name = "slow" };

        public Task PrewarmAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken)
        {
            Prewarmed.Add(options);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }

        public ValueTask<ISpeechToTextSession> OpenAsync(
            SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        ) => throw new VoiceAgentException(ErrorCodes.ProviderFailed, "nobody speaks here");
    }
}
