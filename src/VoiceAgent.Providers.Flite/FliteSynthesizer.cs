using System.Runtime.CompilerServices;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Providers.Flite.Native;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

/// <summary>Speaks the texts of one session, piece by piece, each on a thread of its own while it holds a place.</summary>
internal sealed class FliteSynthesizer : ISentenceSynthesizer
{
    private static readonly AudioFormat Format = new(16000);
    private readonly FliteLibrary _library;
    private readonly nint _voice;
    private readonly float _durationStretch;
    private readonly SemaphoreSlim _places;

    /// <param name="library">The loaded library.</param>
    /// <param name="voice">The library's voice.</param>
    /// <param name="speed">1 is normal, 2 twice as fast.</param>
    /// <param name="places">Places for running syntheses, shared by all sessions; served in order.</param>
    internal FliteSynthesizer(FliteLibrary library, nint voice, double speed, SemaphoreSlim places)
    {
        _library = library;
        _voice = voice;
        _durationStretch = (float)(1 / speed);
        _places = places;
    }

    /// <summary>An utterance of this session's voice that has not begun.</summary>
    internal FliteUtterance CreateUtterance(FliteText text) => new(_library, _voice, _durationStretch, text);

    public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
        string text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        long samples = 0;
        foreach (var piece in FliteText.Prepare(text))
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            var utterance = CreateUtterance(piece);

            // Native code that keeps a processor busy for up to a second: not on a thread of the pool.
            var running = Task.Factory.StartNew(
                () => RunAndLeave(utterance),
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default
            );
            try
            {
                await foreach (var part in utterance.Parts.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return samples == 0 ? part : part with { Words = Shift(part.Words, samples) };
                }
            }
            finally
            {
                utterance.Stop();
                await running.ConfigureAwait(false);
            }

            samples += utterance.Samples;
        }
    }

    private static WordTiming[]? Shift(IReadOnlyList<WordTiming>? words, long samples)
    {
        var by = Format.SamplesToTime(samples);
        return words?.Select(word => new WordTiming(word.Word, word.Start + by, word.End + by)).ToArray();
    }

    private void RunAndLeave(FliteUtterance utterance)
    {
        try
        {
            utterance.Run();
        }
        finally
        {
            _places.Release();
        }
    }
}
