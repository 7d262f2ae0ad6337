using VoiceAgent.Vad;
using Xunit;

namespace VoiceAgent.Testing.Contracts;

/// <summary>
/// What every <see cref="IVoiceActivityModelFactory"/> and its models promise. Derive a test class from it, and each promise is a test of
/// yours.
/// </summary>
public abstract class VoiceActivityContract
{
    private const int Chunks = 60;

    /// <summary>The rates there are models for.</summary>
    public static TheoryData<int> Rates => [8000, 16000];

    /// <summary>Makes the factory.</summary>
    protected abstract IVoiceActivityModelFactory CreateFactory();

    /// <summary>Speech at some rate, between -1 and 1, that the model must hear; empty when there is none at hand.</summary>
    protected virtual float[] Speech(int sampleRate) => [];

    /// <summary>The factory has a name.</summary>
    [Fact]
    public void It_has_a_name() => Assert.False(string.IsNullOrWhiteSpace(CreateFactory().Name));

    /// <summary>Other rates than 8 and 16 kHz are resampled before the model, or refused as documented.</summary>
    [Fact]
    public void A_rate_without_a_model_is_refused() =>
        Assert.Throws<NotSupportedException>(() => CreateFactory().Create(44100).Dispose());

    /// <summary>A chunk has exactly <see cref="IVoiceActivityModel.ChunkSamples"/> samples.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void A_chunk_of_another_length_is_refused(int sampleRate)
    {
        using var model = CreateFactory().Create(sampleRate);

        Assert.Equal(sampleRate, model.SampleRate);
        Assert.InRange(model.ChunkSamples, sampleRate / 200, sampleRate / 10);
        foreach (var length in new[] { 0, model.ChunkSamples - 1, model.ChunkSamples + 1 })
        {
            Assert.Throws<ArgumentException>(() => model.Process(new float[length]));
        }
    }

    /// <summary>Whatever comes in, a probability comes out.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Answers_are_probabilities(int sampleRate)
    {
        using var model = CreateFactory().Create(sampleRate);
        foreach (var level in new[] { 0f, 1e-6f, 0.1f, 1f })
        {
            Assert.All(Run(model, Noise(model, level)), p => Assert.InRange(p, 0f, 1f));
        }
    }

    /// <summary>Digital silence is no speech.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Silence_is_no_speech(int sampleRate)
    {
        using var model = CreateFactory().Create(sampleRate);

        Assert.All(Run(model, new float[Chunks * model.ChunkSamples]), p => Assert.InRange(p, 0f, 0.5f));
    }

    /// <summary>Speech is heard.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Speech_is_heard(int sampleRate)
    {
        var speech = Speech(sampleRate);
        Assert.SkipWhen(speech.Length == 0, "there is no speech to hear at hand");
        using var model = CreateFactory().Create(sampleRate);

        Assert.Contains(Run(model, speech), p => p > 0.7f);
    }

    /// <summary>After <see cref="IVoiceActivityModel.Reset"/> a model is as new.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Reset_forgets_everything(int sampleRate)
    {
        using var model = CreateFactory().Create(sampleRate);
        var audio = Noise(model, 0.1f);
        var fresh = Run(model, audio);
        Run(model, Noise(model, 1f));

        model.Reset();

        Assert.Equal(fresh, Run(model, audio));
    }

    /// <summary>What one model hears is no matter of another one.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Models_are_independent(int sampleRate)
    {
        var factory = CreateFactory();
        using var model = factory.Create(sampleRate);
        using var other = factory.Create(sampleRate);
        var audio = Noise(model, 0.1f);
        var alone = Run(model, audio);
        model.Reset();

        var beside = new List<float>();
        for (var i = 0; i < audio.Length; i += model.ChunkSamples)
        {
            beside.Add(model.Process(audio.AsSpan(i, model.ChunkSamples)));
            other.Process(new float[other.ChunkSamples]);
        }

        Assert.Equal(alone, beside);
    }

    /// <summary>It runs on the session's pump, 30 times a second.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void A_chunk_allocates_nothing(int sampleRate)
    {
        using var model = CreateFactory().Create(sampleRate);
        var chunk = Noise(model, 0.1f).AsSpan(0, model.ChunkSamples);
        model.Process(chunk);

        // The runtime may charge a thread for a new allocation context, so the best of some rounds counts.
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            model.Process(chunk);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static List<float> Run(IVoiceActivityModel model, float[] audio)
    {
        var probabilities = new List<float>();
        for (var i = 0; i + model.ChunkSamples <= audio.Length; i += model.ChunkSamples)
        {
            probabilities.Add(model.Process(audio.AsSpan(i, model.ChunkSamples)));
        }

        return probabilities;
    }

    private static float[] Noise(IVoiceActivityModel model, float level)
    {
        var random = new Random(1);
        var audio = new float[Chunks * model.ChunkSamples];
        for (var i = 0; i < audio.Length; i++)
        {
            audio[i] = level * ((2 * random.NextSingle()) - 1);
        }

        return audio;
    }
}
