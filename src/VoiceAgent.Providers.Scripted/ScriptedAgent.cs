using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.AgentFiles;
using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Demo;
using VoiceAgent.Providers.Scripted.Grammars;

namespace VoiceAgent.Providers.Scripted;

/// <summary>
/// An agent defined by one file: what people may say, what it answers, which tools it calls. It needs no model, no key
/// and no network. Immutable and thread-safe; one instance serves every conversation.
/// </summary>
public sealed class ScriptedAgent
{
    private static readonly Lazy<ScriptedAgent> SystemDemo = new(() => CreateDemo(new ScriptedAgentTools()));

    private readonly AgentDefinition _definition;
    private readonly TimeProvider _timeProvider;
    private readonly Lazy<string> _grammar;

    private ScriptedAgent(AgentDefinition definition, ScriptedAgentTools tools)
    {
        _definition = definition;
        _timeProvider = tools.TimeProvider;
        _grammar = new Lazy<string>(() => JsgfWriter.Write(definition));
        Tools = [.. definition.Tools.Order(StringComparer.Ordinal).Select(name => tools.Find(name)!)];
    }

    /// <summary>The demo agent: room booking, weather, clock, sums, general questions and small talk, on the system's clock.</summary>
    public static ScriptedAgent Demo => SystemDemo.Value;

    /// <summary>The agent's name.</summary>
    public string Name => _definition.Name;

    /// <summary>Language it speaks and understands, BCP 47.</summary>
    public string Language => _definition.Language;

    /// <summary>Voice it asks for; null for the synthesiser's own choice.</summary>
    public string? Voice => _definition.Voice;

    /// <summary>What it says when a conversation begins.</summary>
    public string Greeting => _definition.Greeting;

    /// <summary>
    /// Everything it understands as a JSpeech grammar (JSGF 1.0), valid at any point of a conversation. Words are lower
    /// case and plain English; numbers are spelled out. Made at first use.
    /// </summary>
    public string Grammar => _grammar.Value;

    /// <summary>The tools its file names. Give them to the tool loop: a tool that is not offered counts as failed.</summary>
    public IReadOnlyList<AIFunction> Tools { get; }

    /// <summary>Loads an agent file.</summary>
    /// <param name="path">Path of the file, UTF-8.</param>
    /// <param name="tools">Tools it may name; the built-in ones when null.</param>
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidAgent"/>: the file cannot be read or is wrong; the message names file, line and fix.
    /// </exception>
    public static ScriptedAgent Load(string path, ScriptedAgentTools? tools = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Load(stream, Path.GetFileName(path), tools);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidAgent,
                $"{path}: the agent file cannot be read: {failure.Message}",
                failure
            );
        }
    }

    /// <summary>Reads an agent file from a stream, which stays open.</summary>
    /// <param name="stream">The file's bytes, UTF-8.</param>
    /// <param name="name">File name for messages.</param>
    /// <param name="tools">Tools it may name; the built-in ones when null.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidAgent"/>: the file is wrong; the message names file, line and fix.</exception>
    public static ScriptedAgent Load(Stream stream, string name, ScriptedAgentTools? tools = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream, leaveOpen: true);
        var buffer = new char[AgentFileText.MaxCharacters + 1];
        return Parse(new string(buffer, 0, reader.ReadBlock(buffer)), name, tools);
    }

    /// <summary>Reads an agent from text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">File name for messages.</param>
    /// <param name="tools">Tools it may name; the built-in ones when null.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidAgent"/>: the text is wrong; the message names line and fix.</exception>
    public static ScriptedAgent Parse(string text, string name = "agent", ScriptedAgentTools? tools = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        tools ??= new ScriptedAgentTools();
        return new ScriptedAgent(AgentFileReader.Read(text, name, tools), tools);
    }

    /// <summary>The demo agent with other tools or another clock.</summary>
    /// <param name="tools">Must hold the built-in tools, or others with their names.</param>
    public static ScriptedAgent CreateDemo(ScriptedAgentTools tools) =>
        Parse(DemoFiles.Read(DemoFiles.Agent), DemoFiles.Agent, tools);

    /// <summary>
    /// The agent as a language model. It holds no state: the dialogue is found again from the message history on each call.
    /// It streams word by word and calls tools with <see cref="FunctionCallContent"/>. Thread-safe; disposal does nothing.
    /// </summary>
    public IChatClient CreateChatClient() => new ScriptedChatClient(_definition, _timeProvider);

    /// <summary>
    /// Gives a voice agent this script in the place of a model: its chat client and tools, and, where the agent leaves them open, its
    /// grammar, language, voice and greeting.
    /// </summary>
    /// <param name="agent">The agent; it stays as it is.</param>
    /// <returns>The agent with the script.</returns>
    public Sessions.AgentDefinition ApplyTo(Sessions.AgentDefinition agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var heard = agent.Stt.Session;
        var spoken = agent.Tts.Session;
        return agent with
        {
            ChatClient = CreateChatClient(),
            Greeting = agent.Greeting ?? Greeting,
            Llm = agent.Llm with { Tools = [.. agent.Llm.Tools, .. Tools] },
            Stt = agent.Stt with
            {
                Session = heard with { Grammar = heard.Grammar ?? Grammar, Language = heard.Language ?? Language },
            },
            Tts = agent.Tts with
            {
                Session = spoken with { Voice = spoken.Voice ?? Voice, Language = spoken.Language ?? Language },
            },
        };
    }

    /// <summary>The definition, for tests.</summary>
    internal AgentDefinition Definition => _definition;
}
