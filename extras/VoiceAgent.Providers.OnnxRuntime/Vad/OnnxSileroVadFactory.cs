using Microsoft.ML.OnnxRuntime;
using VoiceAgent.Errors;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.OnnxRuntime.Vad;

/// <summary>
/// Silero VAD through ONNX Runtime: for a model file of one's own, such as a newer release. 8000 and 16000 Hz, chunks of 32 ms (256 and 512
/// samples).
/// </summary>
/// <remarks>
/// Safe from any thread: all streams share one session, loaded with the first model. A model belongs to one stream. A chunk runs on the
/// calling thread and allocates nothing in managed memory. The factory owns the session: dispose it after its models.
/// </remarks>
public sealed class OnnxSileroVadFactory : IVoiceActivityModelFactory, IDisposable
{
    private const string Setting = "the path of the Silero model";
    private static readonly string[] Inputs = ["input", "state", "sr"];
    private static readonly string[] Outputs = ["output", "stateN"];

    private readonly Lazy<InferenceSession> _session;

    /// <summary>A factory over a model file. Nothing is loaded yet.</summary>
    /// <param name="modelPath">Path of <c>silero_vad.onnx</c>, version 5 or later.</param>
    public OnnxSileroVadFactory(string modelPath) => _session = new(() => Load(modelPath));

    /// <inheritdoc />
    public string Name => "silero-onnx";

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">
    /// There is no such model at the path (<see cref="ErrorCodes.InvalidConfiguration"/>), or the native library is missing
    /// (<see cref="ErrorCodes.EngineMissing"/>).
    /// </exception>
    public IVoiceActivityModel Create(int sampleRate) =>
        sampleRate is 8000 or 16000
            ? new OnnxSileroVad(_session.Value, sampleRate)
            : throw new NotSupportedException(
                $"Silero listens at 8000 or 16000 Hz, not at {sampleRate} Hz; resample before."
            );

    /// <inheritdoc />
    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }
    }

    private static InferenceSession Load(string path)
    {
        var session = OnnxModel.Load(path, Setting, threads: 1);
        try
        {
            OnnxModel.Require(session, Setting, Inputs, Outputs);
            return session;
        }
        catch (VoiceAgentException)
        {
            session.Dispose();
            throw;
        }
    }
}
