using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace VoiceAgent.Providers.Scripted;

public sealed class ScriptedAgentTests
{
    [Fact]
    public void The_demo_says_who_it_is()
    {
        var demo = ScriptedAgent.Demo;

        Assert.Equal(("Robin", "en-US", "rms"), (demo.Name, demo.Language, demo.Voice));
        Assert.Contains("Robin", demo.Greeting, StringComparison.Ordinal);
        Assert.Equal(
            ["answer_question", "book_room", "calculate", "get_time", "get_weather"],
            demo.Tools.Select(tool => tool.Name)
        );
        Assert.Same(demo, ScriptedAgent.Demo);
    }

    [Fact]
    public async Task An_agent_is_loaded_from_a_file_with_tools_of_the_application()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.agent");
        await File.WriteAllTextAsync(
            path,
            TestAgents.Minimal
                + "\nintent lamp:\n  hear: light [{level:number 0..100}]\n  call: set_light(level: {level})\n  say: Light: {result}.\n",
            TestContext.Current.CancellationToken
        );
        try
        {
            var tool = AIFunctionFactory.Create((int level = 100) => $"{level} percent", "set_light");
            var conversation = new Conversation(ScriptedAgent.Load(path, new ScriptedAgentTools().Add(tool)));

            Assert.Equal("Light: 30 percent.", await conversation.SayAsync("light 30"));
            Assert.Equal("Light: 100 percent.", await conversation.SayAsync("light"));
            Assert.Equal("Hi.", await conversation.SayAsync("hello there"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_application_registers_an_agent()
    {
        await using var provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(new TestAgents.FrozenTime(TestAgents.Now))
            .AddScriptedAgent()
            .BuildServiceProvider();
        var response = await provider
            .GetRequiredService<IChatClient>()
            .GetResponseAsync("hello", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Robin", provider.GetRequiredService<ScriptedAgent>().Name);
        Assert.Equal("Hello! What can I do for you?", response.Text);
    }
}
