using Microsoft.Extensions.AI;
using VoiceAgent.Providers.Scripted.Demo;
using VoiceAgent.Providers.Scripted.Tools;

namespace VoiceAgent.Providers.Scripted;

/// <summary>
/// The tools an agent file may name. It starts with the built-in ones, which need no network: <c>get_time</c>,
/// <c>get_weather</c>, <c>calculate</c>, <c>answer_question</c> and <c>book_room</c>. Fill it before loading agents; it is
/// not safe to add tools while another thread loads one.
/// </summary>
public sealed class ScriptedAgentTools
{
    private readonly Dictionary<string, AIFunction> _tools = new(StringComparer.Ordinal);

    /// <summary>The built-in tools.</summary>
    /// <param name="timeProvider">Clock and time zone of the tools; the system's when null.</param>
    public ScriptedAgentTools(TimeProvider? timeProvider = null)
    {
        TimeProvider = timeProvider ?? TimeProvider.System;
        Add("get_time", new ClockTool(TimeProvider).GetTime);
        Add("get_weather", new WeatherTool(TimeProvider).GetWeather);
        Add("calculate", CalculatorTool.Calculate);
        Add("answer_question", new FactsTool(DemoFiles.Read("facts.txt")).AnswerQuestion);
        Add("book_room", new RoomTool(TimeProvider).BookRoom);
    }

    /// <summary>Clock and time zone of the tools and of the agents loaded with them.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Names of all tools.</summary>
    public IReadOnlyCollection<string> Names => _tools.Keys;

    /// <summary>Adds a tool, or replaces the one with its name.</summary>
    /// <returns>This, to add more.</returns>
    public ScriptedAgentTools Add(AIFunction tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        _tools[tool.Name] = tool;
        return this;
    }

    /// <summary>A tool by name; null when there is none.</summary>
    public AIFunction? Find(string name) => _tools.GetValueOrDefault(name);

    private void Add(string name, Delegate method) =>
        Add(
            AIFunctionFactory.Create(
                method,
                new AIFunctionFactoryOptions { Name = name, SerializerOptions = ToolJsonContext.Default.Options }
            )
        );
}
