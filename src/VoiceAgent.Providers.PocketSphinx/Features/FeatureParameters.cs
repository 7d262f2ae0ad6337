using System.Globalization;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// How an acoustic model wants its features computed: the file <c>feat.params</c> beside the model, with the library's own
/// defaults for what it leaves out (fe.h of sphinxbase).
/// </summary>
internal sealed record FeatureParameters
{
    public int SampleRate { get; init; } = 16000;

    /// <summary>Frames per second.</summary>
    public int FrameRate { get; init; } = 100;

    /// <summary>Length of the window, in seconds.</summary>
    public double WindowSeconds { get; init; } = 0.025625;

    public int FftSize { get; init; } = 512;
    public int Filters { get; init; } = 40;
    public double LowestHertz { get; init; } = 133.33334;
    public double HighestHertz { get; init; } = 6855.4976;
    public double PreEmphasis { get; init; } = 0.97;
    public int Cepstra { get; init; } = 13;

    /// <summary>Length of the sine that lifts the higher cepstra; 0 for none.</summary>
    public int Lifter { get; init; }

    /// <summary>Mean of the cepstra over the model's training speech, where the file tells.</summary>
    public IReadOnlyList<float> InitialMean { get; init; } = [];

    /// <summary>Options for the decoder: how it builds feature streams out of the cepstra.</summary>
    public IReadOnlyList<(string Name, string Value)> DecoderOptions { get; init; } = [];

    /// <exception cref="VoiceAgentException">The model asks for a computation that is not implemented.</exception>
    internal static FeatureParameters Read(string path)
    {
        var parameters = new FeatureParameters();
        var transform = "legacy";
        var options = new List<(string, string)>();
        var values = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2);
        foreach (var pair in values.Where(pair => pair.Length == 2))
        {
            var value = pair[1];
            switch (pair[0].TrimStart('-'))
            {
                case "transform":
                    transform = value;
                    break;
                case "feat" or "svspec" or "ceplen" or "varnorm" or "agc" or "lda" or "ldadim":
                    options.Add((pair[0].TrimStart('-'), value));
                    break;
                default:
                    parameters = parameters.With(pair[0].TrimStart('-'), value);
                    break;
            }
        }

        if (transform is not "dct" || !parameters.IsSane)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"{path} asks for features this package does not compute; use the model en-us of PocketSphinx."
            );
        }

        return parameters with
        {
            DecoderOptions = options,
        };
    }

    private bool IsSane =>
        SampleRate is 16000
        && FrameRate is >= 50 and <= 200
        && FftSize is 256 or 512 or 1024
        && WindowSeconds * SampleRate <= FftSize
        && Filters is >= 10 and <= 100
        && Cepstra is >= 2 and <= 40
        && LowestHertz >= 0
        && HighestHertz > LowestHertz
        && HighestHertz <= SampleRate / 2.0
        && Lifter >= 0
        && (InitialMean.Count == 0 || InitialMean.Count == Cepstra);

    private FeatureParameters With(string name, string value)
    {
        return name switch
        {
            "samprate" => this with { SampleRate = (int)Number() },
            "frate" => this with { FrameRate = (int)Number() },
            "wlen" => this with { WindowSeconds = Number() },
            "nfft" => this with { FftSize = (int)Number() },
            "nfilt" => this with { Filters = (int)Number() },
            "lowerf" => this with { LowestHertz = Number() },
            "upperf" => this with { HighestHertz = Number() },
            "alpha" => this with { PreEmphasis = Number() },
            "ncep" => this with { Cepstra = (int)Number() },
            "lifter" => this with { Lifter = (int)Number() },
            "cmninit" => this with { InitialMean = [.. value.Split(',').Select(v => (float)Parse(v))] },
            _ => this,
        };

        double Number() => Parse(value);
    }

    private static double Parse(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
