using Microsoft.ML.OnnxRuntime;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.OnnxRuntime;

/// <summary>Loads models, with errors that say which setting to look at.</summary>
internal static class OnnxModel
{
    /// <summary>Loads a model from a file. Runs on the calling thread and as many as are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setting">Name of what holds the path, for messages.</param>
    /// <param name="threads">Threads a run may use, the caller's included.</param>
    /// <exception cref="VoiceAgentException">
    /// There is no file, or it is no such model (<see cref="ErrorCodes.InvalidConfiguration"/>), or the native library cannot be loaded
    /// (<see cref="ErrorCodes.EngineMissing"/>).
    /// </exception>
    public static InferenceSession Load(string path, string setting, int threads)
    {
        if (string.IsNullOrWhiteSpace(path) || !File.Exists(path))
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"There is no model at '{path}'; set {setting} to the path of an .onnx file."
            );
        }

        try
        {
            using var options = new SessionOptions
            {
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                InterOpNumThreads = 1,
                IntraOpNumThreads = threads,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };

            // Threads that spin for more work take the processor from the conversations.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"'{path}' cannot be loaded as a model; set {setting} to the path of an .onnx file.",
                exception
            );
        }
        catch (Exception exception) when (IsLibraryMissing(exception))
        {
            throw new VoiceAgentException(
                ErrorCodes.EngineMissing,
                "The native library of ONNX Runtime cannot be loaded here: publish for this platform, with the package's runtimes folder.",
                exception
            );
        }
    }

    /// <summary>Checks that a model takes and gives what it is going to be asked.</summary>
    /// <exception cref="VoiceAgentException">It does not: it is another model.</exception>
    public static void Require(InferenceSession session, string setting, string[] inputs, string[] outputs)
    {
        if (
            !inputs.All(session.InputMetadata.ContainsKey)
            || session.InputMetadata.Count != inputs.Length
            || !outputs.All(session.OutputMetadata.ContainsKey)
        )
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"The model that {setting} names is another one: it takes {string.Join(", ", session.InputMetadata.Keys)} and gives "
                    + $"{string.Join(", ", session.OutputMetadata.Keys)}, not {string.Join(", ", inputs)} and {string.Join(", ", outputs)}."
            );
        }
    }

    private static bool IsLibraryMissing(Exception exception) =>
        exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
        || exception is TypeInitializationException { InnerException: { } inner } && IsLibraryMissing(inner);
}
