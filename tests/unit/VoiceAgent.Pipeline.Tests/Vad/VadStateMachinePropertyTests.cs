namespace VoiceAgent.Vad;

/// <summary>What holds for every sequence of chunks, tried on many random ones.</summary>
public sealed class VadStateMachinePropertyTests
{
    private const int Runs = 400;
    private const int Chunks = 600;

    [Fact]
    public void Starts_and_stops_alternate_and_positions_only_grow()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var machine = new VadStateMachine(Options(random), 16000);
            var (isSpeaking, lastPosition) = (false, 0L);
            for (var i = 0; i < Chunks; i++)
            {
                var change = Step(machine, random);
                if (change == VadChange.Started)
                {
                    Assert.False(isSpeaking);
                    Assert.InRange(machine.StartedAt, lastPosition, machine.Position);
                    isSpeaking = true;
                    lastPosition = machine.StartedAt;
                }
                else if (change == VadChange.Stopped)
                {
                    Assert.True(isSpeaking);
                    Assert.InRange(machine.StoppedAt, lastPosition, machine.Position);
                    Assert.True(machine.StartedAt < machine.StoppedAt);
                    isSpeaking = false;
                    lastPosition = machine.StoppedAt;
                }

                Assert.Equal(isSpeaking, machine.State is VadState.Speaking or VadState.Stopping);
            }
        }
    }

    [Fact]
    public void Speech_is_never_noticed_before_the_start_time_nor_its_end_before_the_stop_time()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var options = Options(random);
            var machine = new VadStateMachine(options, 16000);
            for (var i = 0; i < Chunks; i++)
            {
                var before = machine.Position;
                var change = machine.Advance(random.NextSingle(), 1, 512);
                var half = (machine.Position - before) / 2;
                if (change == VadChange.Started)
                {
                    Assert.True(
                        machine.Position - machine.StartedAt + half >= (long)(options.Start.TotalSeconds * 16000)
                    );
                }
                else if (change == VadChange.Stopped)
                {
                    Assert.True(
                        machine.Position - machine.StoppedAt + half >= (long)(options.Stop.TotalSeconds * 16000)
                    );
                }
            }
        }
    }

    [Fact]
    public void Long_certain_speech_always_starts_and_long_silence_always_stops()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var machine = new VadStateMachine(Options(random), 16000);
            for (var i = 0; i < random.Next(100); i++)
            {
                Step(machine, random);
            }

            // The longest times are one second.
            Repeat(machine, 1, 40);
            Assert.Equal(VadState.Speaking, machine.State);
            Repeat(machine, 0, 40);
            Assert.Equal(VadState.Quiet, machine.State);
        }
    }

    private static void Repeat(VadStateMachine machine, float probability, int chunks)
    {
        for (var i = 0; i < chunks; i++)
        {
            machine.Advance(probability, 1, 512);
        }
    }

    /// <summary>Mostly goes on as before, so that speech and silence of all lengths occur; ends the audio now and then.</summary>
    private static VadChange Step(VadStateMachine machine, Random random)
    {
        if (random.Next(100) == 0)
        {
            return machine.End();
        }

        var isActive = machine.State is VadState.Starting or VadState.Speaking;
        var goesOn = random.Next(10) > 0;
        var level = isActive == goesOn ? 0.9f : 0.1f;
        return machine.Advance(
            random.Next(3) == 0 ? random.NextSingle() : level,
            random.Next(8) == 0 ? random.NextSingle() : 1,
            random.Next(4) == 0 ? random.Next(1, 1000) : 512
        );
    }

    private static VadOptions Options(Random random) =>
        new()
        {
            Confidence = random.Next(4) == 0 ? 0.7f : (0.05f + (0.9f * random.NextSingle())),
            Start = TimeSpan.FromSeconds(random.Next(3) == 0 ? 0 : random.NextDouble()),
            Stop = TimeSpan.FromSeconds(random.Next(3) == 0 ? 0 : random.NextDouble()),
            MinVolume = 0.6f * random.NextSingle(),
        };
}
