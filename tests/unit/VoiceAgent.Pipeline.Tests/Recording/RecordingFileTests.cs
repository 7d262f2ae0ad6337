using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Recording;

/// <summary>Files that are cut short, damaged, newer or no recordings at all.</summary>
public sealed class RecordingFileTests
{
    private const int Seed = 20261121;
    private const int Mutations = 20_000;

    [Fact]
    public async Task What_is_written_is_read()
    {
        var recording = SessionRecording.Parse(await FileAsync());

        Assert.Equal("someone", recording.Agent);
        Assert.True(recording.IsComplete);
        Assert.True(recording.HasAudio);
        Assert.Equal(TimeSpan.FromSeconds(2), recording.Duration);
        Assert.Equal(["00:00:01.0000000 -> line"], recording.Lines);
        var dispatch = Assert.IsType<DispatchRecord>(recording.Records[1]);
        Assert.Equal(new byte[] { 1, 2, 3, 4 }, Assert.IsType<InputAudioFrame>(dispatch.Frame).Audio.ToArray());
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_used_up_to_there()
    {
        var file = await FileAsync();
        var whole = SessionRecording.Parse(file).Records.Count;
        var counts = new HashSet<int>();
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                var recording = SessionRecording.Parse(file.AsMemory(0, length));
                Assert.False(recording.IsComplete);
                counts.Add(recording.Records.Count);
            }
            catch (VoiceAgentException exception)
            {
                Assert.Equal(ErrorCodes.InvalidRecording, exception.Code);
            }
        }

        Assert.Equal(Enumerable.Range(1, whole - 1), counts.Order());
    }

    [Fact]
    public async Task A_newer_version_is_refused()
    {
        var file = await FileAsync();
        file[5] = RecordingFormat.Version + 1;

        var exception = Assert.Throws<VoiceAgentException>(() => SessionRecording.Parse(file));

        Assert.Equal(ErrorCodes.NewerRecording, exception.Code);
    }

    [Fact]
    public async Task Damaged_files_are_read_up_to_the_damage_or_refused()
    {
        var file = await FileAsync();
        var random = new Random(Seed);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = file.ToArray();
            for (var hits = random.Next(1, 5); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            ParseOrRefuse(damaged);
        }
    }

    [Fact]
    public void Records_of_random_bytes_are_read_or_refused()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Mutations; i++)
        {
            var payload = new byte[random.Next(64)];
            random.NextBytes(payload);
            try
            {
                Record.Read((RecordKind)random.Next(1, 14), new PayloadReader(payload));
            }
            catch (VoiceAgentException exception)
            {
                Assert.Equal(ErrorCodes.InvalidRecording, exception.Code);
            }
        }
    }

    [Fact]
    public async Task A_recording_of_version_1_without_audio_is_not_replayed()
    {
        var file = await FileAsync(audio: false);
        file[5] = 1;
        var recording = SessionRecording.Parse(file);

        var exception = Assert.Throws<VoiceAgentException>(() => SessionReplay.Run(recording));

        Assert.Equal(ErrorCodes.NotReplayable, exception.Code);
        Assert.NotEmpty(recording.Lines);
    }

    [Fact]
    public void Audio_that_is_left_out_is_silence_of_its_length_and_not_longer_than_a_record()
    {
        var writer = new PayloadWriter();
        writer.Audio([1, 2, 3, 4], isKept: false);
        writer.Audio([], isKept: false);
        writer.Audio([5, 6], isKept: true);
        writer.Number(-RecordingFormat.MaxRecordBytes - 1L);
        var reader = new PayloadReader(writer.Written);

        Assert.Equal(new byte[4], reader.Audio().ToArray());
        Assert.Equal([], reader.Audio().ToArray());
        Assert.Equal(new byte[] { 5, 6 }, reader.Audio().ToArray());
        var exception = Assert.Throws<VoiceAgentException>(() => reader.Audio());
        Assert.Equal(ErrorCodes.InvalidRecording, exception.Code);
    }

    [Fact]
    public async Task A_disk_that_is_too_slow_ends_the_recording_with_a_marker()
    {
        var executor = new LaterExecutor();
        using var file = new MemoryStream();
        var options = new RecordingOptions { MaxQueuedBytes = 1000 };
        var writer = new RecordingWriter(file, options, TimeProvider.System, executor);
        writer.Add(Header(audio: true));
        for (var i = 0; i < 100; i++)
        {
            writer.Add(new TextLine(TimeSpan.Zero, "line"));
        }

        var closing = writer.CloseAsync(EndReasons.Over);
        executor.Run();
        await closing;

        var recording = SessionRecording.Parse(file.ToArray());
        Assert.Equal(EndReasons.SlowDisk, recording.EndReason);
        Assert.InRange(recording.Lines.Count(), 1, 20);
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_the_recording_and_nothing_else()
    {
        using var file = new FullDisk();
        var writer = new RecordingWriter(
            file,
            new RecordingOptions(),
            TimeProvider.System,
            PipelineExecutor.ThreadPool
        );
        file.IsFull = true;
        writer.Add(Header(audio: true));
        await writer.CloseAsync(EndReasons.Over);

        Assert.IsType<IOException>(writer.Failure);
    }

    private static void ParseOrRefuse(byte[] file)
    {
        try
        {
            Assert.NotEmpty(SessionRecording.Parse(file).Records);
        }
        catch (VoiceAgentException exception)
        {
            Assert.Contains(exception.Code, new[] { ErrorCodes.InvalidRecording, ErrorCodes.NewerRecording });
        }
    }

    private static async Task<byte[]> FileAsync(bool audio = true)
    {
        using var file = new MemoryStream();
        var writer = new RecordingWriter(
            file,
            new RecordingOptions(),
            TimeProvider.System,
            PipelineExecutor.ThreadPool
        );
        writer.Add(Header(audio));
        var frame = new InputAudioFrame(new byte[] { 1, 2, 3, 4 }, AudioFormat.Input16Khz, 0);
        var at = TimeSpan.FromSeconds(2);
        writer.Add(new DispatchRecord(at, 1, DispatchSource.Input, 0, 0, nameof(InputAudioFrame), frame));
        writer.Add(new TextLine(TimeSpan.FromSeconds(1), "-> line"));
        writer.Add(new StreamRecord(RecordKind.StreamBegan, 0, at) { Key = new(ProviderKind.Chat, 3, 0, 1) });
        writer.Add(
            new StreamRecord(RecordKind.StreamFailed, 0, at) { Exception = new InvalidOperationException("no") }
        );
        await writer.CloseAsync(EndReasons.Over);
        return file.ToArray();
    }

    private static HeaderRecord Header(bool audio) =>
        new(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["agent"] = "someone",
                ["audio"] = audio.ToString(),
            }
        );

    private sealed class LaterExecutor : PipelineExecutor
    {
        private readonly Queue<IThreadPoolWorkItem> _items = new();

        public override void Execute(IThreadPoolWorkItem item) => _items.Enqueue(item);

        public void Run()
        {
            while (_items.TryDequeue(out var item))
            {
                item.Execute();
            }
        }
    }

    private sealed class FullDisk : MemoryStream
    {
        public bool IsFull { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer);
        }
    }
}
