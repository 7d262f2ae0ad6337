using Microsoft.ML.OnnxRuntime;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Turns;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

/// <summary>
/// smart-turn v3 through ONNX Runtime: judges by how somebody speaks (intonation, pace, words cut off) whether they are done. It hears the last
/// 8 s and needs no text. Above 0.5 it means that they are.
/// </summary>
/// <remarks>
/// One for all sessions, called from any thread. A judgement takes some tens of milliseconds of one core, on the thread pool; no more than a
/// set number run at a time, the others wait. Audio of any rate is resampled. Dispose it after the sessions that use it.
/// </remarks>
public sealed class SmartTurnModel : ITurnModel, IDisposable
{
    private const string Setting = "the path of the smart-turn model";
    private const string Input = "input_features";

    private readonly InferenceSession _session;
    private readonly LogMelFeatures _features = new();
    private readonly SemaphoreSlim _places;
    private readonly string _output;

    /// <summary>Loads the model.</summary>
    /// <param name="modelPath">Path of <c>smart-turn-v3.x.onnx</c>.</param>
    /// <param name="atATime">Judgements that run at a time, 1 to 64.</param>
    /// <exception cref="VoiceAgentException">
    /// There is no such model at the path (<see cref="ErrorCodes.InvalidConfiguration"/>), or the native library is missing
    /// (<see cref="ErrorCodes.EngineMissing"/>).
    /// </exception>
    public SmartTurnModel(string modelPath, int atATime = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atATime, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atATime, 64);
        _places = new SemaphoreSlim(atATime);
        _session = OnnxModel.Load(modelPath, Setting, threads: 1);
        try
        {
            OnnxModel.Require(_session, Setting, [Input], []);
            _output = _session.OutputNames[0];
        }
        catch (VoiceAgentException)
        {
            _session.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Judge(turn, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session.Dispose();
        _places.Dispose();
    }

    private double Judge(SpokenTurn turn, CancellationToken cancellationToken)
    {
        var features = new float[LogMelFeatures.Bands * LogMelFeatures.Frames];
        _features.Compute(Samples(turn), features);
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions();

        // Nobody waits for a judgement that came too late.
        using var registration = cancellationToken.Register(() => options.Terminate = true);
        using var input = OrtValue.CreateTensorValueFromMemory(
            features,
            [1, LogMelFeatures.Bands, LogMelFeatures.Frames]
        );
        try
        {
            using var outputs = _session.Run(options, [Input], [input], [_output]);
            var probability = outputs[0].GetTensorDataAsSpan<float>()[0];
            return float.IsFinite(probability) ? Math.Clamp(probability, 0, 1) : 0.5;
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static float[] Samples(SpokenTurn turn)
    {
        var audio = new AudioConverter(turn.Format, new AudioFormat(LogMelFeatures.SampleRate)).Convert(turn.Audio);
        var samples = Pcm16.AsSamples(audio.Span);
        var floats = new float[samples.Length];
        Pcm16.ToFloat(samples, floats);
        return floats;
    }
}
