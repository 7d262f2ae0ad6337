using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Flite.Native;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

/// <summary>
/// One piece of text on its way through the engine. <see cref="Run"/> blocks a thread of its own; what comes out is read from
/// <see cref="Parts"/>; <see cref="Stop"/> may be called from any thread and ends it at the engine's next block, some
/// milliseconds later.
/// </summary>
internal sealed class FliteUtterance
{
    /// <summary>20 ms at 16 kHz: the engine calls back with the first block that is longer.</summary>
    private const int MinimumSamples = 320;

    /// <summary>More than the longest piece of text can make (about two minutes), so the engine never has to wait.</summary>
    private const int MaximumParts = 8192;

    // The engine keeps pointers to feature names, so they live as long as the process.
    private static readonly nint StreamingInfoName = Marshal.StringToCoTaskMemUTF8("streaming_info");
    private static readonly nint DurationStretchName = Marshal.StringToCoTaskMemUTF8("duration_stretch");

    private readonly FliteLibrary _library;
    private readonly nint _voice;
    private readonly float _durationStretch;
    private readonly FliteText _text;
    private readonly Channel<SynthesisPart> _parts = Channel.CreateBounded<SynthesisPart>(
        new BoundedChannelOptions(MaximumParts) { SingleReader = true, SingleWriter = true }
    );

    private volatile bool _stopped;
    private volatile int _blocks;
    private Exception? _failure;

    internal FliteUtterance(FliteLibrary library, nint voice, float durationStretch, FliteText text)
    {
        _library = library;
        _voice = voice;
        _durationStretch = durationStretch;
        _text = text;
    }

    /// <summary>Audio and word times; completes when the engine is done, with an error if it failed.</summary>
    internal ChannelReader<SynthesisPart> Parts => _parts.Reader;

    /// <summary>Blocks the engine has called back with.</summary>
    internal int Blocks => _blocks;

    /// <summary>For tests: called on the engine's thread after each block that was taken, with their number.</summary>
    internal Action<int>? BlockTaken { get; set; }

    /// <summary>Samples made so far.</summary>
    internal long Samples { get; private set; }

    internal void Stop() => _stopped = true;

    /// <summary>Runs the engine to its end on the calling thread; never throws.</summary>
    internal void Run()
    {
        try
        {
            if (!_stopped)
            {
                Synthesize();
            }
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }

        _parts.Writer.Complete(
            _failure is null or VoiceAgentException
                ? _failure
                : new VoiceAgentException(ErrorCodes.ProviderFailed, "Flite failed to speak a text.", _failure)
        );
    }

    private unsafe void Synthesize()
    {
        var self = GCHandle.Alloc(this);
        try
        {
            var info = FliteNative.NewStreamingInfo();
            info->MinimumSamples = MinimumSamples;
            info->Callback = &OnBlock;
            info->UserData = GCHandle.ToIntPtr(self);

            // The utterance owns the streaming info: deleting it frees both.
            var utterance = FliteNative.NewUtterance();
            FliteNative.SetFeature(utterance->Features, StreamingInfoName, FliteNative.StreamingInfoValue(info));
            FliteNative.SetFeature(utterance->Features, DurationStretchName, _durationStretch);
            _ = FliteNative.SetInputText(utterance, _text.Spoken);
            utterance = FliteNative.Synthesize(utterance, _voice, _library.SynthesisMethod);
            if (utterance is null)
            {
                throw new VoiceAgentException(ErrorCodes.ProviderFailed, "Flite refused a text.");
            }

            FliteNative.DeleteUtterance(utterance);
        }
        finally
        {
            self.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int OnBlock(Wave* wave, int start, int size, int last, StreamingInfo* info)
    {
        // Nothing may be thrown through native frames.
        var self = (FliteUtterance)GCHandle.FromIntPtr(info->UserData).Target!;
        try
        {
            return self.Take(wave, start, size, info->Utterance) ? FliteNative.StreamContinue : FliteNative.StreamStop;
        }
        catch (Exception failure)
        {
            self._failure = failure;
            return FliteNative.StreamStop;
        }
    }

    private unsafe bool Take(Wave* wave, int start, int size, Utterance* utterance)
    {
        _blocks++;
        if (_stopped)
        {
            return false;
        }

        // Durations are decided before the first sample is made.
        var words = Samples == 0 ? FliteWordTimes.Read(utterance, _text) : null;
        var audio = new ReadOnlySpan<byte>(wave->Samples + start, size * sizeof(short)).ToArray();
        Samples += size;
        if (!_parts.Writer.TryWrite(new() { Audio = audio, Words = words }))
        {
            throw new VoiceAgentException(
                ErrorCodes.Overflow,
                "Flite made more audio of a text than anybody would listen to."
            );
        }

        BlockTaken?.Invoke(_blocks);
        return true;
    }
}
