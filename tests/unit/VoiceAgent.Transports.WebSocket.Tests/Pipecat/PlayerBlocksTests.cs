using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public class PlayerBlocksTests
{
    [Fact]
    public void Only_whole_blocks_are_sent_and_nothing_is_lost()
    {
        var random = new Random(7);
        var blocks = new PlayerBlocks();
        var (said, sent) = (new List<byte>(), new List<byte>());
        for (var i = 0; i < 500; i++)
        {
            var pcm = new byte[2 * random.Next(1, 700)];
            random.NextBytes(pcm);
            var output = blocks.Add(new MediaOutput(new ResponseId(3), pcm, said.Count / 2)).Output;
            Assert.Equal(0, output.Pcm.Length % 256);
            Assert.True(output.Pcm.IsEmpty || output.Position == sent.Count / 2);
            said.AddRange(pcm);
            sent.AddRange(output.Pcm.Span);
        }

        var last = blocks.Flush().Output;
        Assert.Equal((256, new ResponseId(3)), (last.Pcm.Length, last.ResponseId));
        Assert.Equal(sent.Count / 2, last.Position);
        sent.AddRange(last.Pcm.Span);
        Assert.Equal(said, sent[..said.Count]);
        Assert.All(sent[said.Count..], b => Assert.Equal(0, b));
        Assert.True(blocks.Flush().Output.Pcm.IsEmpty);
    }

    [Fact]
    public void Whole_blocks_pass_without_a_copy()
    {
        var pcm = new byte[512];

        Assert.True(new PlayerBlocks().Add(new MediaOutput(new ResponseId(1), pcm, 0)).Output.Pcm.Equals(pcm));
    }

    [Fact]
    public void What_is_cleared_is_gone()
    {
        var blocks = new PlayerBlocks();
        blocks.Add(new MediaOutput(new ResponseId(1), new byte[100], 0));
        blocks.Clear();

        Assert.True(blocks.Flush().Output.Pcm.IsEmpty);
    }
}
