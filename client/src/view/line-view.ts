// One line of the conversation as an element.

import type { AgentLine, Line, ToolLine, UserLine } from "../conversation/transcript.ts";
import { make } from "./dom.ts";
import { describeTool } from "./tool-text.ts";

export function renderLine(line: Line): HTMLElement {
  switch (line.kind) {
    case "user":
      return renderUser(line);
    case "agent":
      return renderAgent(line);
    case "tool":
      return renderTool(line);
    case "note":
      return make("p", "line note", line.text);
  }
}

function renderUser(line: UserLine): HTMLElement {
  const bubble = make("p", "line user", make("span", "visually-hidden", line.typed ? "You typed: " : "You: "));
  if (line.text) {
    bubble.append(make("span", "said", line.text));
  }
  if (line.interim) {
    bubble.append(line.text && " ", make("span", "interim", line.interim));
  }
  if (line.refused) {
    bubble.classList.add("refused");
    bubble.append(line.text && " ", make("span", "remark", "not understood"));
  }
  bubble.dataset["open"] = String(line.open);
  return bubble;
}

/** Heard text is plain, the rest dimmed; where the user cut in there is a mark. */
function renderAgent(line: AgentLine): HTMLElement {
  const answer = make("p", "line agent", make("span", "visually-hidden", "Agent: "));
  const heard = line.text.slice(0, line.heard);
  const unheard = line.text.slice(line.heard);
  answer.append(make("span", "heard", heard));
  if (line.cut) {
    answer.append(make("span", "remark cut", "cut off"));
  }
  if (unheard.trim()) {
    answer.append(line.cut ? make("del", "unheard", unheard.trimStart()) : make("span", "unheard", unheard));
  }
  answer.dataset["state"] = line.cut ? "cut" : line.done ? "done" : "speaking";
  return answer;
}

function renderTool(line: ToolLine): HTMLElement {
  const { name, input, outcome } = describeTool(line);
  const chip = make("p", "line tool", make("span", "visually-hidden", "Tool: "), make("code", "", name));
  if (input) {
    chip.append(make("span", "input", input));
  }
  chip.append(make("span", "outcome", outcome));
  chip.dataset["status"] = line.status;
  return chip;
}
