namespace VoiceAgent.PipecatClients;

/// <summary>What must be true of every conversation, whatever it was about.</summary>
internal static class StoryAssert
{
    /// <summary>Brackets open and close in turns, and end closed.</summary>
    public static void IsPaired(Story story, string opening, string closing)
    {
        var open = false;
        foreach (var e in story.Events.Where(e => e.Name == opening || e.Name == closing))
        {
            Assert.True(open != (e.Name == opening), $"{e.Name} came twice.");
            open = !open;
        }

        Assert.False(open, $"{closing} is missing.");
    }

    /// <summary>Every segment: new, then words that grow, then completed; one at a time, under one number.</summary>
    public static void SegmentsAreWhole(Story story)
    {
        string? open = null;
        var heard = "";
        foreach (var e in story.Of("BotOutput").Where(e => e.Text("will_be_spoken") == "True"))
        {
            var progress = e.Data.GetProperty("spoken_progress");
            var accumulated = progress.GetProperty("accumulated_text").GetString()!;
            Assert.Equal(e.Text("text"), accumulated + progress.GetProperty("remaining_text").GetString());
            switch (e.Text("spoken_status"))
            {
                case "new":
                    Assert.Null(open);
                    Assert.Equal("", accumulated);
                    open = e.Text("segment_id");
                    break;
                case "in-progress":
                    Assert.Equal(open, e.Text("segment_id"));
                    Assert.True(
                        accumulated.Length > heard.Length && accumulated.StartsWith(heard, StringComparison.Ordinal),
                        accumulated
                    );
                    break;
                default:
                    Assert.Equal("completed", e.Text("spoken_status"));
                    Assert.Equal(open, e.Text("segment_id"));
                    open = null;
                    accumulated = "";
                    break;
            }

            heard = accumulated;
        }

        Assert.Null(open);
    }

    /// <summary>What the application asked, called and pressed was answered.</summary>
    public static void ApplicationWasServed(Story story)
    {
        Assert.Equal("2.1.0", story.Result.GetProperty("ready").GetProperty("version").GetString());
        Assert.Equal(5, story.Place("sum"));
        Assert.Contains("Exception processing message", story.Result.GetProperty("failure").ToString());
        var calls = story.Events.Where(e => e.Name.StartsWith("LLMFunctionCall", StringComparison.Ordinal));
        var colour = calls.Where(e => e.Text("function_name") == "set_colour").ToArray();
        Assert.Equal(
            ["LLMFunctionCallStarted", "LLMFunctionCallInProgress", "LLMFunctionCallStopped"],
            colour.Select(e => e.Name)
        );
        Assert.Equal("""{"colour":"red"}""", colour[1].Data.GetProperty("arguments").GetRawText());
        Assert.Equal("""{"painted":"red"}""", colour[2].Data.GetProperty("result").GetRawText());
        Assert.Contains(
            story.Of("BotTranscript").Skip(1),
            e => e.Text("text")!.Contains("painted", StringComparison.Ordinal)
        );

        // Text only: shown, not spoken; and the voice is back for the next one.
        var quiet = story.Between(story.Place("silent"), story.Place("loud")).Select(e => e.Name).ToArray();
        Assert.DoesNotContain("BotStartedSpeaking", quiet);
        Assert.DoesNotContain("BotTtsStarted", quiet);
        Assert.Contains("BotLlmText", quiet);

        Assert.Equal("highlight", Assert.Single(story.Of("UICommand")).Text("command"));
        Assert.Contains(
            story.Events.Skip(story.Place("appended")),
            e => e.Name == "BotTranscript" && e.Text("text")!.Contains("My name is Ada.", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(story.Events, e => e.Name == "Error");
        Assert.Equal(
            "Disconnected",
            story.Events[^1].Name == "Disconnected" ? story.Events[^1].Name : story.Events[^2].Name
        );
    }
}
