using System.Text.Json;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Vendors.Sockets;

public sealed class JsonReadingTests
{
    private const string Message =
        """{"text":"three","start":0.1,"end":0.3,"ok":true,"data":"AQID","words":[{"word":"a","start":0.5,"end":0.6},{"word":"b","label":"B","start":1,"end":2}]}""";

    [Fact]
    public void What_is_there_is_read()
    {
        var json = JsonDocument.Parse(Message).RootElement;

        Assert.Equal(
            ("three", 0.1, TimeSpan.FromSeconds(0.3)),
            (json.Text("text"), json.Number("start"), json.Seconds("end"))
        );
        Assert.True(json.Is("ok"));
        Assert.Equal([1, 2, 3], json.Bytes("data")!);
        Assert.Equal(["a", "B"], json.Items("words").Words("label", "word").Select(word => word.Word));
    }

    [Fact]
    public void No_message_makes_it_throw_and_no_word_ends_before_it_starts()
    {
        var read = 0;
        foreach (var json in WildJson.Of(20_000, Message))
        {
            _ = (json.Text("text"), json.Number("start"), json.Seconds("end"), json.Is("ok"), json.Bytes("data"));
            Assert.All(json.Items("words").Words("label", "word"), word => Assert.True(word.End >= word.Start));
            read++;
        }

        Assert.Equal(20_000, read);
    }

    [Theory]
    [InlineData("""{"start":2,"end":1,"word":"a"}""")]
    [InlineData("""{"start":-1,"end":1,"word":"a"}""")]
    [InlineData("""{"start":0,"end":1e9,"word":"a"}""")]
    [InlineData("""{"start":0,"end":1,"word":""}""")]
    [InlineData("""{"start":0,"word":"a"}""")]
    [InlineData("7")]
    public void What_is_no_word_is_left_out(string word)
    {
        JsonElement[] items = [JsonDocument.Parse(word).RootElement];

        Assert.Empty(items.Words("word"));
    }
}
