using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

public sealed class ToolCallEndTests
{
    private static readonly FunctionCallContent Call = new("c1", "tool");

    [Fact]
    public void A_result_carries_no_exception() =>
        Assert.Null(new ToolCallEnd(Call, ToolCallOutcome.Result, "42").Content.Exception);

    [Theory]
    [InlineData(ToolCallOutcome.Error, ErrorCodes.ToolFailed)]
    [InlineData(ToolCallOutcome.Timeout, ErrorCodes.ToolTimeout)]
    public void A_failure_carries_its_code_beside_the_text(ToolCallOutcome outcome, string code)
    {
        var content = new ToolCallEnd(Call, outcome, "no luck").Content;

        Assert.Equal("no luck", content.Result);
        Assert.Equal(code, Assert.IsType<VoiceAgentException>(content.Exception).Code);
    }

    [Fact]
    public void A_call_without_a_result_is_cancelled()
    {
        var messages = new List<ChatMessage>();
        new ToolEntry([Call]).Render(messages);

        var content = Assert.IsType<FunctionResultContent>(Assert.Single(messages[1].Contents));
        Assert.IsType<OperationCanceledException>(content.Exception);
    }
}
