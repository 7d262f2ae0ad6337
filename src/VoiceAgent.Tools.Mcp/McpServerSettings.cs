namespace VoiceAgent.Tools.Mcp;

/// <summary>An MCP server: a program that is started, or an address. One of <see cref="Command"/> and <see cref="Url"/>.</summary>
public sealed class McpServerSettings
{
    /// <summary>Program to start; it talks over its standard input and output.</summary>
    public string? Command { get; set; }

    /// <summary>The program's arguments.</summary>
    public IList<string> Arguments { get; set; } = [];

    /// <summary>Environment variables the program gets beside those it inherits.</summary>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Address of a server that is running.</summary>
    public string? Url { get; set; }

    /// <summary>Headers of every request to it, such as <c>Authorization</c>. Never logged.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>How long it may take to connect and to list its tools, more than zero. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
