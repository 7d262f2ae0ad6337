using VoiceAgent.Tests.Common;

namespace VoiceAgent.Audio;

public sealed class OutputScheduleTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1000);

    [Fact]
    public void The_lead_goes_at_once_then_one_piece_per_its_length()
    {
        var schedule = new OutputSchedule(AudioFormat.Output24Khz, Ms(100));
        Assert.Equal(2400, schedule.AvailableAt(Start));
        for (var i = 0; i < 5; i++)
        {
            Assert.True(schedule.DueAt(480) <= Start);
            Assert.Equal(i * 480, schedule.Send(Start, 480));
        }

        Assert.Equal(0, schedule.AvailableAt(Start));
        Assert.Equal(Start + Ms(20), schedule.DueAt(480));
        Assert.Equal(480, schedule.AvailableAt(Start + Ms(20)));
        Assert.Equal(2400, schedule.Send(Start + Ms(20), 480));
        Assert.Equal(Start + Ms(40), schedule.DueAt(480));
    }

    [Fact]
    public void Playback_follows_the_clock_and_stops_where_the_audio_ends()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(100));
        Assert.Equal(0, schedule.PlayedAt(Start));
        schedule.Send(Start, 800);

        Assert.Equal(0, schedule.PlayedAt(Start));
        Assert.Equal(320, schedule.PlayedAt(Start + Ms(20)));
        Assert.Equal(799, schedule.PlayedAt(Start + Ms(50) - TimeSpan.FromTicks(1)));
        Assert.Equal(Start + Ms(50), schedule.DrainedAt);
        Assert.Equal(800, schedule.PlayedAt(Start + Ms(50)));
        Assert.Equal(800, schedule.PlayedAt(Start + TimeSpan.FromDays(10_000)));
    }

    [Fact]
    public void A_late_wake_up_is_caught_up_with_while_the_client_still_plays()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(100));
        schedule.Send(Start, 1600);
        Assert.Equal(960, schedule.AvailableAt(Start + Ms(60)));
        schedule.Send(Start + Ms(60), 960);
        Assert.Equal(Start + Ms(80), schedule.DueAt(320));
    }

    [Fact]
    public void After_an_underrun_the_schedule_restarts_without_a_burst()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(100));
        schedule.Send(Start, 1600);
        var late = Start + TimeSpan.FromSeconds(30);

        Assert.Equal(1600, schedule.AvailableAt(late));
        schedule.Send(late, 1600);

        Assert.Equal(0, schedule.AvailableAt(late));
        Assert.Equal(1600, schedule.PlayedAt(late));
        Assert.Equal(1920, schedule.PlayedAt(late + Ms(20)));
        Assert.Equal(late + Ms(20), schedule.DueAt(320));
    }

    [Fact]
    public void What_a_clear_drops_is_never_played_and_the_next_send_starts_anew()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(200));
        schedule.Send(Start, 3200);
        var now = Start + Ms(50);

        Assert.Equal(800, schedule.Clear(now));
        Assert.Equal(800, schedule.PlayedAt(now + Ms(100)));
        Assert.Equal(3200, schedule.Sent);
        Assert.Equal(3200, schedule.AvailableAt(now));
        Assert.True(schedule.DueAt(320) <= now);

        Assert.Equal(3200, schedule.Send(now, 320));
        Assert.Equal(3200, schedule.PlayedAt(now));
        Assert.Equal(3360, schedule.PlayedAt(now + Ms(10)));
        Assert.Equal(3520, schedule.PlayedAt(now + Ms(500)));
    }

    [Fact]
    public void A_clear_before_anything_was_sent_does_nothing()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(100));
        Assert.Equal(0, schedule.Clear(Start));
        Assert.Equal(1600, schedule.AvailableAt(Start));
        Assert.Equal(0, schedule.Send(Start, 320));
        Assert.Equal(160, schedule.PlayedAt(Start + Ms(10)));
    }

    [Fact]
    public void A_clock_read_before_the_start_is_no_harm()
    {
        var schedule = new OutputSchedule(AudioFormat.Input16Khz, Ms(100));
        schedule.Send(Start, 1600);
        Assert.Equal(0, schedule.PlayedAt(Start - Ms(5)));
        Assert.Equal(0, schedule.AvailableAt(Start - Ms(5)));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(22050)]
    [InlineData(24000)]
    [InlineData(44100)]
    [InlineData(47999)]
    public void Hours_with_jittering_wake_ups_neither_drift_nor_run_dry(int rate)
    {
        var random = new Random(rate);
        var format = new AudioFormat(rate);
        var schedule = new OutputSchedule(format, Ms(100));
        var piece = rate / 50;
        var lead = format.TimeToSamples(Ms(100));
        var now = Start;
        var end = Start + TimeSpan.FromHours(3);
        while (now < end)
        {
            while (schedule.AvailableAt(now) >= piece)
            {
                schedule.Send(now, piece);
            }

            var played = format.TimeToSamples(now - Start);
            Assert.Equal(played, schedule.PlayedAt(now));
            Assert.InRange(schedule.Sent, played + lead - piece + 1, played + lead);

            var due = schedule.DueAt(piece);
            Assert.True(due > now);
            Assert.True(schedule.AvailableAt(due) >= piece);
            Assert.True(schedule.AvailableAt(due - TimeSpan.FromTicks(1)) < piece);

            // Timers fire late: mostly a little, at times by most of the lead.
            var late = random.Next(20) == 0 ? random.Next(700_000) : random.Next(20_000);
            now = due + TimeSpan.FromTicks(late);
        }
    }

    [Fact]
    public void Whatever_happens_the_client_never_holds_more_than_the_lead_and_playback_never_goes_back()
    {
        var random = new Random(11);
        for (var run = 0; run < 300; run++)
        {
            var format = new AudioFormat(random.Next(8000, 48001));
            var schedule = new OutputSchedule(format, Ms(random.Next(20, 300)));
            var lead = schedule.AvailableAt(TimeSpan.Zero);
            var (now, played) = (TimeSpan.Zero, 0L);
            for (var i = 0; i < 200; i++)
            {
                now += TimeSpan.FromTicks(random.Next(random.Next(2) == 0 ? 200_000 : 5_000_000));
                var position = schedule.PlayedAt(now);
                Assert.InRange(position, played, schedule.Sent);
                played = position;
                if (random.Next(15) == 0)
                {
                    Assert.Equal(played, schedule.Clear(now));
                }
                else
                {
                    var samples = random.Next(schedule.AvailableAt(now) + 1);
                    Assert.True(schedule.DueAt(samples) <= now);
                    schedule.Send(now, samples);
                    Assert.InRange(schedule.DrainedAt, now, now + format.SamplesToTime(lead) + TimeSpan.FromTicks(2));
                }
            }
        }
    }

    [Fact]
    public void It_allocates_nothing()
    {
        var schedule = new OutputSchedule(AudioFormat.Output24Khz, Ms(100));
        var now = Start;
        Assert.Equal(0, Allocations.Of(() => Step(schedule, ref now)));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutputSchedule(new AudioFormat(100), Ms(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutputSchedule(AudioFormat.Output24Khz, TimeSpan.Zero));
        var schedule = new OutputSchedule(AudioFormat.Output24Khz, Ms(100));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Send(Start, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.DueAt(-1));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Step(OutputSchedule schedule, ref TimeSpan now)
    {
        for (var i = 0; i < 100; i++)
        {
            schedule.Send(now, Math.Min(480, schedule.AvailableAt(now)));
            now = schedule.DueAt(480);
            schedule.PlayedAt(now);
        }

        schedule.Clear(now);
    }
}
