import { fetchAgents } from "./agents.ts";
import { Loudspeaker } from "./audio/loudspeaker.ts";
import { Microphone } from "./audio/microphone.ts";
import { Conversation } from "./conversation/conversation.ts";
import { BrowserNetwork } from "./protocol/network.ts";
import { PageView } from "./view/page-view.ts";

/** For developers: `?transport=websocket` or `?transport=webrtc`. */
const preference = new URLSearchParams(location.search).get("transport");

const conversation: Conversation = new Conversation(
  new BrowserNetwork(document.baseURI, preference === "websocket" || preference === "webrtc" ? preference : "auto"),
  {
    openMicrophone: (events) => Microphone.open(events),
    openLoudspeaker: (onReport) => Loudspeaker.open(onReport),
    random: Math.random,
  },
  (state) => view.render(state),
);
const view = new PageView(conversation);
// A tab that is closed says goodbye. Without it the server would wait for it to come back.
addEventListener("pagehide", () => conversation.stop());
view.render(conversation.state);
view.showAgents(await fetchAgents());
