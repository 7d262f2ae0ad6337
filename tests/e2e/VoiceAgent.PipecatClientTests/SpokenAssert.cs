namespace VoiceAgent.PipecatClients;

/// <summary>What must be true of the spoken part of the conversation.</summary>
internal static class SpokenAssert
{
    /// <summary>A spoken turn was understood and answered; a long reply was cut off, at a word, and the next turn answered.</summary>
    public static void TurnsWereTaken(Story story)
    {
        var (spoken, told, cut) = (story.Place("spoken"), story.Place("story"), story.Place("cut"));
        var turn = story.Between(spoken, told).ToArray();
        Assert.Contains(turn, e => e.Name == "UserTranscript" && e.Text("final") == "True");
        Assert.Contains(turn, e => e.Name == "UserLlmText");
        Assert.Contains(turn, e => e.Name == "BotLlmText");
        Assert.Contains(turn, e => e.Name == "BotTtsText");
        var metrics = turn.First(e => e.Name == "Metrics" && e.Text("ttfb") is not null).Data;
        Assert.True(metrics.GetProperty("processing")[2].GetProperty("value").GetDouble() > 0);

        // Cut off: the user first, then the last word on what was heard, then silence.
        // (A client whose audio can be dropped is only paused at first.)
        var interruption = story.Between(told, story.IndexOf("BotStartedSpeaking", cut)).ToArray();
        Assert.Contains(interruption, e => e.Name == "UserStartedSpeaking");
        var last = interruption.Last(e => e.Name == "BotOutput");
        Assert.Equal("completed", last.Text("spoken_status"));
        Assert.NotEqual("", last.Data.GetProperty("spoken_progress").GetProperty("remaining_text").GetString());
        Assert.Contains(
            story.Events.Skip(cut),
            e => e.Name == "UserTranscript" && e.Text("text")!.Contains("weather", StringComparison.OrdinalIgnoreCase)
        );
    }
}
