using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Common;
using VoiceAgent.Turns;
using Clip = VoiceAgent.Providers.Silero.Recording;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

public sealed class SmartTurnModelTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Variable that names the model; it is large, so it lies nowhere by itself.</summary>
    private const string Variable = "VOICEAGENT_SMART_TURN_MODEL";

    private readonly string _tiny = TinyTurnModel.Write();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_tiny);

    [Fact]
    public async Task A_whole_question_is_complete_and_its_first_half_is_not()
    {
        using var model = Model();
        var question = Speech("q_weather");

        var whole = await model.JudgeAsync(question, Cancellation);
        var half = await model.JudgeAsync(question with { Audio = Half(question.Audio) }, Cancellation);

        output.WriteLine($"whole {whole:0.000}, half {half:0.000}");
        Assert.True(whole > 0.5, $"{whole}");
        Assert.True(half < 0.5, $"{half}");
    }

    [Fact]
    public async Task The_model_is_given_the_features_and_its_answer_is_the_probability()
    {
        using var model = new SmartTurnModel(_tiny);
        var turn = Noise(AudioFormat.Input16Khz);
        var samples = Pcm16.AsSamples(turn.Audio.Span).ToArray();
        var features = new float[LogMelFeatures.Bands * LogMelFeatures.Frames];
        new LogMelFeatures().Compute([.. samples.Select(sample => sample / 32768f)], features);

        var expected = 1 / (1 + Math.Exp(-features.Average(feature => (double)feature)));

        Assert.Equal(expected, await model.JudgeAsync(turn, Cancellation), 1e-4);
    }

    [Fact]
    public async Task Many_turns_at_a_time_are_judged_the_same()
    {
        using var model = new SmartTurnModel(_tiny);
        var turn = Noise(AudioFormat.Input16Khz);
        var alone = await model.JudgeAsync(turn, Cancellation);

        var together = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => model.JudgeAsync(turn, Cancellation).AsTask())
        );

        Assert.All(together, answer => Assert.Equal(alone, answer));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(24_000)]
    [InlineData(48_000)]
    public async Task Any_rate_and_no_audio_at_all_give_a_probability(int rate)
    {
        using var model = new SmartTurnModel(_tiny);
        var format = new AudioFormat(rate);

        Assert.InRange(await model.JudgeAsync(Noise(format), Cancellation), 0.01, 0.99);
        Assert.InRange(await model.JudgeAsync(new SpokenTurn(default, format, ""), Cancellation), 0.01, 0.99);
    }

    [Fact]
    public async Task A_judgement_nobody_waits_for_is_not_made()
    {
        using var model = new SmartTurnModel(_tiny);
        using var over = new CancellationTokenSource();
        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            model.JudgeAsync(Noise(AudioFormat.Input16Khz), over.Token).AsTask()
        );
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<VoiceAgentException>(() => new SmartTurnModel("nowhere/smart-turn.onnx"));

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("nowhere/smart-turn.onnx", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_model_is_refused_by_what_it_takes()
    {
        var failure = Assert.Throws<VoiceAgentException>(() =>
            new SmartTurnModel(SharedData.Model("silero_vad_v6.onnx"))
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("input_features", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Some seconds of noise.</summary>
    private static SpokenTurn Noise(AudioFormat format)
    {
        var random = new Random(3);
        var samples = Enumerable.Range(0, 60_000).Select(_ => (short)random.Next(-9000, 9000)).ToArray();
        return new SpokenTurn(Pcm16.AsBytes(samples).ToArray(), format, "");
    }

    private static SmartTurnModel Model()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(path is null, $"The smart-turn model is not at hand: {Variable} does not name it.");
        return new SmartTurnModel(path!);
    }

    private static SpokenTurn Speech(string clip)
    {
        var (rate, samples) = Clip.Read(clip);
        var pcm = new short[samples.Length];
        Pcm16.FromFloat(samples, pcm);
        return new SpokenTurn(Pcm16.AsBytes(pcm).ToArray(), new AudioFormat(rate), "");
    }

    private static ReadOnlyMemory<byte> Half(ReadOnlyMemory<byte> audio) => audio[..(audio.Length / 4 * 2)];
}
