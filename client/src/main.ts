import { fetchAgents } from "./agents.ts";
import { Loudspeaker } from "./audio/loudspeaker.ts";
import { Microphone } from "./audio/microphone.ts";
import { Conversation } from "./conversation/conversation.ts";
import { PageView } from "./view/page-view.ts";

const url = new URL("ws/assistant", location.href);
url.protocol = url.protocol.replace("http", "ws");

const conversation: Conversation = new Conversation(
  url.href,
  {
    openMicrophone: (events) => Microphone.open(events),
    openLoudspeaker: (onReport) => Loudspeaker.open(onReport),
    random: Math.random,
  },
  (state) => view.render(state),
);
const view = new PageView(conversation);
view.render(conversation.state);
view.showAgents(await fetchAgents());
