import { describe, expect, it } from "vitest";
import { readServerMessage, type ServerMessage } from "../../src/protocol/messages.ts";
import {
  addNote,
  applyMessage,
  beginConversation,
  emptyTranscript,
  type Line,
  type Transcript,
} from "../../src/conversation/transcript.ts";

/** What the server says in its own words, one after the other. */
function hear(...messages: object[]): Transcript {
  return continueWith(emptyTranscript, ...messages);
}

function continueWith(transcript: Transcript, ...messages: object[]): Transcript {
  return messages
    .map((message) => readServerMessage(JSON.stringify(message)) as ServerMessage)
    .reduce(applyMessage, transcript);
}

const heard = (text: string, more: object = {}): object => ({ type: "heard", response_id: 1, text, ...more });
const response = (text: string, id = 1): object => ({ type: "response", response_id: id, text });
const interim = (text: string): object => ({ type: "transcript", text, final: false });
const final = (text: string): object => ({ type: "transcript", text, final: true });
const turn = (text: string, more: object = {}): object => ({ type: "turn", text, ...more });

const withoutIds = ({ lines }: Transcript): Omit<Line, "id">[] => lines.map(({ id: _, ...line }) => line);

describe("a user's turn", () => {
  it("shows words as they are recognised", () => {
    const { lines } = hear(interim("book"), interim("book a"));
    expect(lines).toMatchObject([{ kind: "user", text: "", interim: "book a", open: true }]);
  });

  it("may hold several segments and becomes what the model gets", () => {
    const segments = hear(interim("book a"), final("book a room"), interim("for"));
    expect(segments.lines).toMatchObject([{ text: "book a room", interim: "for", open: true }]);
    const whole = continueWith(segments, final("for tomorrow"), turn("Book a room for tomorrow."));
    expect(whole.lines).toMatchObject([{ text: "Book a room for tomorrow.", interim: "", open: false }]);
  });

  it("is one line, whatever the server sends of it", () => {
    expect(hear(final("yes"), turn("yes"), final("no"), turn("no")).lines).toHaveLength(2);
    expect(hear(turn("yes")).lines).toMatchObject([{ text: "yes", open: false }]);
  });

  it("says when it was not understood", () => {
    const { lines } = hear({ type: "transcript", text: "", final: true, rejected: true }, turn("", { rejected: true }));
    expect(lines).toMatchObject([{ kind: "user", text: "", refused: true, open: false }]);
  });

  it("leaves nothing behind when it came to nothing", () => {
    expect(hear(interim("hm"), final("")).lines).toEqual([]);
    expect(hear(interim("hm"), final(""), turn("")).lines).toEqual([]);
  });

  it("keeps what was recognised when the turn repeats nothing", () => {
    expect(hear(final("book a room"), turn("")).lines).toMatchObject([{ text: "book a room", open: false }]);
  });

  it("may be typed, even while something is being said", () => {
    const { lines } = hear(interim("book"), turn("What time is it?", { typed: true }), interim("book a"));
    expect(lines).toMatchObject([
      { interim: "book a", typed: false, open: true },
      { text: "What time is it?", typed: true, open: false },
    ]);
  });
});

describe("an answer", () => {
  it("is shown as it is generated, ahead of what was heard", () => {
    const { lines } = hear(response("It is "), response("sunny in Madrid."), heard("It is sunny"));
    expect(lines).toMatchObject([
      { kind: "agent", text: "It is sunny in Madrid.", heard: "It is sunny".length, done: false, cut: false },
    ]);
  });

  it("is heard to its end, even where the voice said it differently", () => {
    const text = "At 10:30, **sharp**.";
    const { lines } = hear(response(text), heard("At ten thirty sharp.", { final: true, interrupted: false }));
    expect(lines).toMatchObject([{ heard: text.length, done: true, cut: false }]);
  });

  it("shows where it was cut off", () => {
    const cut = hear(response("It is sunny in Madrid."), heard("It is"), { type: "clear", response_id: 1 });
    expect(cut.lines).toMatchObject([{ cut: true, done: false }]);
    const settled = continueWith(cut, heard("It is sunny", { final: true, interrupted: true }));
    expect(settled.lines).toMatchObject([{ heard: "It is sunny".length, done: true, cut: true }]);
  });

  it("goes on after a clear that was only a pause", () => {
    const paused = hear(response("It is sunny in Madrid."), heard("It is"), { type: "clear", response_id: 1 });
    const { lines } = continueWith(paused, { type: "mark", response_id: 1, position: 9600 });
    expect(lines).toMatchObject([{ cut: false, done: false }]);
  });

  it("is not cut by a clear that came after its end", () => {
    const { lines } = hear(response("Yes."), heard("Yes.", { final: true, interrupted: false }), {
      type: "clear",
      response_id: 1,
    });
    expect(lines).toMatchObject([{ cut: false, done: true }]);
  });

  it("may be spoken without having been generated", () => {
    const greeting = hear(heard("Hello,"), heard("Hello, I'm Robin."), { type: "response", response_id: 1, text: "" });
    expect(greeting.lines).toMatchObject([{ text: "Hello, I'm Robin.", heard: 17 }]);
    expect(continueWith(greeting, response("Hello, I'm Robin. Ask me.")).lines).toMatchObject([
      { text: "Hello, I'm Robin. Ask me.", heard: 17 },
    ]);
  });

  it("needs words to be shown", () => {
    expect(hear({ type: "response", response_id: 1, text: "", final: true }, heard("", { final: true })).lines).toEqual(
      [],
    );
  });

  it("keeps apart from other answers", () => {
    const { lines } = hear(response("One.", 1), response("Two.", 2), response(" More.", 1));
    expect(lines).toMatchObject([{ text: "One. More." }, { text: "Two." }]);
  });
});

describe("a tool call", () => {
  const started = { type: "tool", call_id: "c1", name: "weather", status: "started", arguments: '{"place":"Madrid"}' };

  it("is one line from its start to its end", () => {
    const { lines } = hear(started, {
      type: "tool",
      call_id: "c1",
      name: "weather",
      status: "result",
      result: "Sunny",
    });
    expect(withoutIds({ lines } as Transcript)).toEqual([
      {
        kind: "tool",
        callId: "c1",
        name: "weather",
        status: "result",
        arguments: '{"place":"Madrid"}',
        result: "Sunny",
      },
    ]);
  });

  it("may be known by its end only", () => {
    expect(hear({ type: "tool", call_id: "c2", name: "clock", status: "timeout" }).lines).toMatchObject([
      { name: "clock", status: "timeout" },
    ]);
  });
});

describe("several conversations on one page", () => {
  it("do not mix: numbers begin anew", () => {
    const first = hear(response("First."), heard("First.", { final: true }));
    const second = continueWith(beginConversation(addNote(first, "Ended.")), response("Second."));
    expect(second.lines).toMatchObject([{ text: "First." }, { kind: "note" }, { text: "Second." }]);
  });

  it("close what was left open", () => {
    const { lines } = beginConversation(hear(response("It is sunny."), heard("It is"), final("book"), interim("a")));
    expect(lines).toMatchObject([
      { cut: true, done: true },
      { text: "book a", interim: "", open: false },
    ]);
  });

  it("have unique ids and a bounded number of lines", () => {
    let transcript = emptyTranscript;
    for (let n = 0; n < 400; n++) {
      transcript = continueWith(transcript, turn(`turn ${n}`));
    }
    expect(transcript.lines).toHaveLength(300);
    expect(new Set(transcript.lines.map((line) => line.id)).size).toBe(300);
    expect(transcript.lines.at(-1)).toMatchObject({ text: "turn 399" });
  });
});

it("keeps the identity of lines that did not change", () => {
  const before = hear(turn("yes"), response("One."));
  const after = continueWith(before, response(" Two."));
  expect(after.lines[0]).toBe(before.lines[0]);
  expect(after.lines[1]).not.toBe(before.lines[1]);
  expect(continueWith(after, { type: "pong", id: 1 })).toBe(after);
});
