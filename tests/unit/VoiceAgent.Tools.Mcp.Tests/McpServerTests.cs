using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Tools.Mcp;

/// <summary>Servers as they are: programs that are started, and addresses on the network.</summary>
public sealed class McpServerTests(BookingServer server) : IClassFixture<BookingServer>, IAsyncDisposable
{
    private readonly HandClock _clock = new();
    private readonly List<McpToolbox> _toolboxes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static McpServerSettings Program =>
        new()
        {
            Command = "dotnet",
            Arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "VoiceAgent.Tests.McpProgram.dll")],
            ConnectTimeout = TimeSpan.FromMinutes(1),
        };

    private McpServerSettings Http => new() { Url = server.Address, Headers = { ["X-Door"] = "open" } };

    public async ValueTask DisposeAsync()
    {
        foreach (var toolbox in _toolboxes)
        {
            await toolbox.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tools_are_called_over_either_way(bool isProgram)
    {
        var tools = await ConnectAsync(isProgram ? Program : Http);

        Assert.Contains("booked 12", await CallAsync(tools, "book", ("room", "12")), StringComparison.Ordinal);
        if (!isProgram)
        {
            Assert.Equal("open", server.LastDoor);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_of_megabytes_comes_whole_and_the_next_call_works(bool isProgram)
    {
        var tools = await ConnectAsync(isProgram ? Program : Http);

        var big = await CallAsync(tools, "big", ("megabytes", 5));

        Assert.Equal(5_000_000, big.Count(letter => letter == 'x'));
        Assert.Contains("booked 7", await CallAsync(tools, "book", ("room", "7")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_dies_in_a_call_fails_the_call_and_is_started_again_for_the_next()
    {
        var tools = await ConnectAsync(Program);
        var before = await CallAsync(tools, "where");

        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(tools, "die"));
        var after = await CallAsync(tools, "where");

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task A_server_that_died_and_came_back_is_connected_to_again_by_the_next_call()
    {
        var tools = await ConnectAsync(Http);
        await server.StopAsync();
        await server.StartAsync();

        Assert.Contains("booked 3", await CallAsync(tools, "book", ("room", "3")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_server_is_away_calls_fail_with_its_name_and_work_when_it_is_back()
    {
        var tools = await ConnectAsync(Http);
        await server.StopAsync();

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => CallAsync(tools, "book", ("room", "3")));
        await server.StartAsync();

        Assert.Equal(ErrorCodes.ProviderUnavailable, failure.Code);
        Assert.Contains("VoiceAgent:Mcp:booking", failure.Message, StringComparison.Ordinal);
        Assert.Contains("booked 3", await CallAsync(tools, "book", ("room", "3")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_hangs_is_let_go_when_it_is_cancelled_and_the_next_one_works()
    {
        var tools = await ConnectAsync(Http);
        using var giveUp = new CancellationTokenSource();
        var call = CallAsync(tools, "hang", giveUp.Token);
        await server.Hangs.WaitAsync(Cancellation);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Contains("booked 9", await CallAsync(tools, "book", ("room", "9")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        var connecting = ConnectAsync(new McpServerSettings { Url = server.SilentAddress });
        await server.IsSilent.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(10));

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => connecting);

        Assert.Equal(ErrorCodes.ProviderTimeout, failure.Code);
    }

    private Task<IReadOnlyList<AIFunction>> ConnectAsync(McpServerSettings settings)
    {
        var toolbox = new McpToolbox(_clock);
        _toolboxes.Add(toolbox);
        return toolbox.ConnectAsync("booking", settings, Cancellation);
    }

    private static Task<string> CallAsync(
        IReadOnlyList<AIFunction> tools,
        string name,
        params (string Name, object Value)[] arguments
    ) => CallAsync(tools, name, Cancellation, arguments);

    private static async Task<string> CallAsync(
        IReadOnlyList<AIFunction> tools,
        string name,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] arguments
    )
    {
        var given = new AIFunctionArguments(arguments.ToDictionary(a => a.Name, a => (object?)a.Value));
        var result = await tools.Single(tool => tool.Name == name).InvokeAsync(given, cancellationToken);
        return result?.ToString() ?? "";
    }
}
