using VoiceAgent.Errors;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tests.Common;
using VoiceAgent.Vad;
using Clip = VoiceAgent.Providers.Silero.Recording;

namespace VoiceAgent.Providers.OnnxRuntime.Vad;

public sealed class OnnxSileroVadContractTests : VoiceActivityContract
{
    protected override IVoiceActivityModelFactory CreateFactory() =>
        new OnnxSileroVadFactory(SharedData.Model("silero_vad_v6.onnx"));

    protected override float[] Speech(int sampleRate) =>
        Clip.Read(sampleRate == 8000 ? "phone_call_8k" : "q_weather").Samples;
}

public sealed class OnnxSileroVadTests(ITestOutputHelper output)
{
    public static TheoryData<string> Clips => ["jfk", "libri_84_121550_0000", "numbers", "q_weather", "phone_call_8k"];

    [Theory]
    [MemberData(nameof(Clips))]
    public void Probabilities_are_those_of_the_golden_file_and_of_the_managed_network(string clip)
    {
        using var factory = Factory();
        var onnx = Clip.Run(factory, clip);

        var golden = Clip.Difference(Clip.Golden(clip), onnx);
        var managed = Clip.Difference(Clip.Run(new SileroVadFactory(), clip), onnx);

        output.WriteLine($"{clip}: {onnx.Length} chunks, golden {golden:E2}, managed {managed:E2}");
        Assert.InRange(golden, 0, 1e-4f);
        Assert.InRange(managed, 0, 1e-4f);
    }

    [Fact]
    public void A_model_that_forgets_is_as_good_as_new()
    {
        using var factory = Factory();
        var (_, samples) = Clip.Read("q_weather");
        using var model = factory.Create(16000);
        var first = Clip.Run(model, samples);
        model.Reset();

        Assert.Equal(first, Clip.Run(model, samples));
    }

    [Fact]
    public void A_sample_that_is_no_number_is_forgotten()
    {
        using var factory = Factory();
        using var model = factory.Create(16000);
        var chunk = new float[model.ChunkSamples];
        chunk[7] = float.NaN;

        Assert.InRange(model.Process(chunk), 0, 1);
        Assert.Contains(Clip.Run(model, Clip.Read("q_weather").Samples), probability => probability > 0.9f);
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        using var factory = new OnnxSileroVadFactory("nowhere/silero.onnx");

        var failure = Assert.Throws<VoiceAgentException>(() => factory.Create(16000));

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("nowhere/silero.onnx", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        using var factory = new OnnxSileroVadFactory(typeof(OnnxSileroVadTests).Assembly.Location);

        Assert.Equal(
            ErrorCodes.InvalidConfiguration,
            Assert.Throws<VoiceAgentException>(() => factory.Create(16000)).Code
        );
    }

    private static OnnxSileroVadFactory Factory() => new(SharedData.Model("silero_vad_v6.onnx"));
}
