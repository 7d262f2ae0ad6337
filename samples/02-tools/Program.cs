// An agent that does something: it takes orders with a tool of ours, and asks another one how far they are. The agent is a text
// file, so that the sample runs without a key; with a language model, the same tools go into AgentDefinition.Llm.Tools.
using Microsoft.Extensions.AI;
using Tools;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Transports.WebSockets;

var builder = WebApplication.CreateBuilder(args);
var agents = builder.Services.AddVoiceAgent();
agents.AddSileroVad().AddPocketSphinx().AddFlite().AddWebSocketTransport();

#region tools
var kitchen = new Kitchen();
agents.AddScriptedAgent(
    "mia",
    options =>
    {
        options.Path = Path.Combine(AppContext.BaseDirectory, "cafe.agent");
        // Who orders wants it done, also when they talk on meanwhile: speech of the user does not cancel it.
        var order = AIFunctionFactory.Create(kitchen.PlaceOrder, "place_order");
        options.Tools.Add(order.WithPolicy(new ToolPolicy { CancelOnInterruption = false }));
        options.Tools.Add(AIFunctionFactory.Create(kitchen.OrderStatus, "order_status"));
    }
);
#endregion

var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();

namespace Tools
{
    internal sealed record Order(string Text, int Euros);

    internal sealed class Kitchen
    {
        private int _orders;

        public Order PlaceOrder(string drink, int count)
        {
            _orders++;
            return new Order($"{count} {drink}, coming up.", 3 * count);
        }

        public string OrderStatus() => _orders == 0 ? "You have not ordered yet." : "Almost there.";
    }
}
