using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NSubstitute;

namespace VoiceAgent.Transports.WebSockets.Connections;

public class DirectUpgradeTests
{
    [Fact]
    public void Another_server_or_middleware_upgrades_as_it_likes()
    {
        var theirs = Substitute.For<IHttpUpgradeFeature>();
        theirs.IsUpgradableRequest.Returns(true);
        var context = new DefaultHttpContext();
        context.Features.Set(theirs);
        context.Features.Set(Substitute.For<IConnectionTransportFeature>());

        DirectUpgrade.Offer(context);

        Assert.Same(theirs, context.Features.Get<IHttpUpgradeFeature>());
    }

    [Fact]
    public void A_request_that_cannot_be_upgraded_is_left_alone()
    {
        var context = new DefaultHttpContext();

        DirectUpgrade.Offer(context);

        Assert.Null(context.Features.Get<IHttpUpgradeFeature>());
    }
}
