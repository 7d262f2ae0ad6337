using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.DependencyInjection;

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
    public void A_script_fills_in_what_an_agent_leaves_open()
    {
        var tool = AIFunctionFactory.Create(() => "here", "find_me");
        var agent = new Sessions.AgentDefinition
        {
            Name = "desk",
            ChatClient = ScriptedAgent.Demo.CreateChatClient(),
            Greeting = "Good morning.",
            Llm = new() { Tools = [tool] },
            Tts = new() { Session = new() { Voice = "slt" } },
        };

        var scripted = ScriptedAgent.Demo.ApplyTo(agent);

        Assert.Equal("Good morning.", scripted.Greeting);
        Assert.Equal("slt", scripted.Tts.Session.Voice);
        Assert.Equal(ScriptedAgent.Demo.Grammar, scripted.Stt.Session.Grammar);
        Assert.Equal(ScriptedAgent.Demo.Language, scripted.Stt.Session.Language);
        Assert.Equal([tool, .. ScriptedAgent.Demo.Tools], scripted.Llm.Tools);
        Assert.Equal([tool], agent.Llm.Tools);
        Assert.Null(agent.Stt.Session.Grammar);
    }

    [Fact]
    public void An_agent_behind_AddVoiceAgent_is_found_by_its_name()
    {
        using var provider = new ServiceCollection()
            .AddVoiceAgent()
            .AddScriptedAgent("robin")
            .Services.BuildServiceProvider();
        var agent = provider.GetRequiredService<Sessions.IAgentCatalog>().Find("Robin");
        Assert.Equal("robin", agent?.ToString());
        Assert.Equal(ScriptedAgent.Demo.Greeting, agent?.Greeting);
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
