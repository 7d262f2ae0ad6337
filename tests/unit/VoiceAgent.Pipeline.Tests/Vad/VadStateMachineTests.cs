using VoiceAgent.Tests.Common;

namespace VoiceAgent.Vad;

public sealed class VadStateMachineTests
{
    [Fact]
    public void Speech_begins_after_the_start_time_and_ends_after_the_stop_time_and_both_are_dated_back()
    {
        // 0.2 s are 6.25 chunks: the nearest is 6.
        Assert.Equal("+3@9 -13@19", VadScript.Run("000" + "9999999999" + "00000000"));
    }

    [Fact]
    public void Five_chunks_are_too_short_for_the_defaults_and_six_are_enough()
    {
        Assert.Equal("", VadScript.Run("000" + "99999" + "00000000"));
        Assert.Equal("+3@9 -9@15", VadScript.Run("000" + "999999" + "00000000"));
    }

    [Fact]
    public void A_pause_shorter_than_the_stop_time_is_part_of_speech()
    {
        Assert.Equal("+0@6 -17@23", VadScript.Run("9999999" + "00000" + "99999" + "000000"));
    }

    [Fact]
    public void A_short_word_with_a_stop_consonant_in_it_is_heard()
    {
        // "Ice-cream", "six": closed lips for one chunk.
        Assert.Equal("+1@9 -9@15", VadScript.Run("0" + "999" + "0" + "9999" + "000000"));
    }

    [Fact]
    public void Clicks_never_add_up()
    {
        Assert.Equal("", VadScript.Run("9000900090009000900090099000990009900"));
    }

    [Fact]
    public void A_probability_that_wavers_does_not_cut_speech()
    {
        Assert.Equal("+0@6 -16@22", VadScript.Run("999999" + "5454545454" + "000000"));
    }

    [Fact]
    public void A_probability_that_wavers_does_not_begin_speech_nor_revive_it()
    {
        Assert.Equal("", VadScript.Run("0555555555555555555"));
        Assert.Equal("+0@6 -6@12", VadScript.Run("999999" + "055555" + "5555"));
    }

    [Fact]
    public void The_beginning_is_dated_back_to_where_the_probability_rose()
    {
        Assert.Equal("+3@12", VadScript.Run("000" + "456" + "999999"));
    }

    [Fact]
    public void The_beginning_is_not_dated_back_without_end()
    {
        // 0.5 s and the start time before the chunk that convinced.
        var machine = new VadStateMachine(new VadOptions(), 16000);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(VadChange.None, machine.Advance(0.5f, 1, 512));
        }

        while (machine.Advance(1, 1, 512) == VadChange.None) { }
        Assert.Equal(machine.Position - 8000 - 3200, machine.StartedAt);
    }

    [Fact]
    public void A_quiet_voice_is_silence()
    {
        Assert.Equal("", VadScript.Run("qqqqqqqqqqqqqqqqq"));
        Assert.Equal("+0@6 -8@14", VadScript.Run("99999999" + "qqqqqqqqqqq"));
        Assert.Equal("+0@6", VadScript.Run("qqqqqqq99999", new VadOptions { MinVolume = 0 }));
    }

    [Fact]
    public void The_confidence_decides_what_counts()
    {
        Assert.Equal("", VadScript.Run("06666666666"));
        Assert.Equal("+1@7", VadScript.Run("06666666666", new VadOptions { Confidence = 0.6f }));
        Assert.Equal("+0@6", VadScript.Run("0000000", new VadOptions { Confidence = 0 }));
    }

    [Fact]
    public void No_start_and_no_stop_time_take_every_chunk_at_its_word()
    {
        var options = new VadOptions { Start = TimeSpan.Zero, Stop = TimeSpan.Zero };
        Assert.Equal("+1@2 -2@3 +3@4 -5@6", VadScript.Run("0909900", options));
    }

    [Fact]
    public void A_probability_that_is_no_number_is_silence()
    {
        var machine = new VadStateMachine(new VadOptions { Start = TimeSpan.Zero }, 16000);
        Assert.Equal(VadChange.None, machine.Advance(float.NaN, 1, 512));
        Assert.Equal(VadChange.None, machine.Advance(1, float.NaN, 512));
        Assert.Equal(VadState.Quiet, machine.State);
    }

    [Theory]
    [InlineData("999999999", "+0@6 -9@9")]
    [InlineData("99999999900", "+0@6 -9@11")]
    [InlineData("999", "")]
    [InlineData("000", "")]
    public void The_end_of_the_audio_ends_speech(string chunks, string expected) =>
        Assert.Equal(expected, VadScript.Run(chunks, end: true));

    [Fact]
    public void Audio_after_the_end_begins_anew()
    {
        var machine = new VadStateMachine(new VadOptions(), 16000);
        while (machine.Advance(1, 1, 512) == VadChange.None) { }
        Assert.Equal(VadChange.Stopped, machine.End());
        Assert.Equal(VadChange.None, machine.End());
        var ended = machine.Position;
        while (machine.Advance(1, 1, 512) == VadChange.None) { }
        Assert.Equal(ended, machine.StartedAt);
    }

    [Fact]
    public void States_go_around()
    {
        var machine = new VadStateMachine(new VadOptions(), 16000);
        var states = "0999999909000000"
            .Select(chunk =>
            {
                machine.Advance((chunk - '0') / 10f, 1, 512);
                return machine.State;
            })
            .Aggregate(
                new List<VadState>(),
                (list, state) => list is [.., var last] && last == state ? list : [.. list, state]
            );
        Assert.Equal(
            [
                VadState.Quiet,
                VadState.Starting,
                VadState.Speaking,
                VadState.Stopping,
                VadState.Speaking,
                VadState.Stopping,
                VadState.Quiet,
            ],
            states
        );
    }

    [Fact]
    public void Other_rates_and_chunks_mean_the_same_times()
    {
        // 10 ms chunks at 8 kHz: 0.2 s are exactly 20 of them.
        var machine = new VadStateMachine(new VadOptions(), 8000);
        var chunks = 1;
        while (machine.Advance(1, 1, 80) == VadChange.None)
        {
            chunks++;
        }

        Assert.Equal(20, chunks);
    }

    [Fact]
    public void Advancing_allocates_nothing()
    {
        var machine = new VadStateMachine(new VadOptions(), 16000);
        var allocated = Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                machine.Advance(i % 20 < 10 ? 1 : 0, 1, 512);
            }
        });
        Assert.Equal(0, allocated);
    }
}
