using VoiceAgent.Stt;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Pooling;

public sealed class PooledSpeechToTextTests
{
    private static readonly SpeechToTextSessionOptions Options = new();
    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_that_died_before_anybody_used_it_is_not_lent(bool byFailure) =>
        _time.Run(async () =>
        {
            var dying = new DyingRecognizer(new FakeSpeechToText(_time));
            await using var pools = new ServicePools(_time);
            var pooled = new PooledSpeechToText(dying, pools, new() { Minimum = 1 });
            await pooled.PrewarmAsync(Options, null, default);
            dying.End(byFailure ? new IOException("gone") : null);

            await using var session = await pooled.OpenAsync(Options, default);

            Assert.Equal(2, dying.Opened);
            Assert.Equal((1L, 0L), (pools.All[0].Statistics.Failures, pools.All[0].Statistics.Reused));
        });

    [Fact]
    public void A_session_that_lives_is_lent_and_nothing_it_says_is_lost() =>
        _time.Run(async () =>
        {
            var inner = new FakeSpeechToText(_time).Hears("hello");
            await using var pools = new ServicePools(_time);
            var pooled = new PooledSpeechToText(inner, pools, new() { Minimum = 1 });
            await pooled.PrewarmAsync(Options, null, default);
            await using var session = await pooled.OpenAsync(Options, default);
            await session.WriteAsync(new byte[3200], default);
            await session.FinalizeAsync(default);

            await foreach (var heard in session.ReadEventsAsync(default))
            {
                if (heard.Kind == SpeechToTextEventKind.Final)
                {
                    Assert.Equal("hello", heard.Text);
                    break;
                }
            }

            Assert.Equal(1L, pools.All[0].Statistics.Reused);
        });

    /// <summary>Its first session can be ended from outside, as a vendor does that hangs up.</summary>
    private sealed class DyingRecognizer(ISpeechToText inner) : ISpeechToText
    {
        private readonly TaskCompletionSource _end = new();

        public int Opened { get; private set; }

        public SpeechToTextCapabilities Capabilities => inner.Capabilities;

        public void End(Exception? failure)
        {
            if (failure is null)
            {
                _end.SetResult();
            }
            else
            {
                _end.SetException(failure);
            }
        }

        public async ValueTask<ISpeechToTextSession> OpenAsync(
            SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        )
        {
            var session = await inner.OpenAsync(options, cancellationToken);
            return ++Opened == 1 ? new Session(session, _end.Task) : session;
        }

        private sealed class Session(ISpeechToTextSession inner, Task end) : ISpeechToTextSession
        {
            public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) =>
                inner.WriteAsync(audio, cancellationToken);

            public ValueTask FinalizeAsync(CancellationToken cancellationToken) =>
                inner.FinalizeAsync(cancellationToken);

            public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
                [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
            )
            {
                await end;
                yield break;
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
