// What a person and an application do with an agent. Each returns what it found out; the events are read by the tests.

/** Everything in one conversation: speech, text, interruption, requests, functions, user interface, goodbye. */
export async function conversation(c, { start, transport = "websocket" }, microphone) {
  const { client } = c;
  client.registerFunctionCallHandler("set_colour", async (call) => ({ painted: call.arguments.colour }));
  const ready = await client.startBotAndConnect({ endpoint: start, requestData: { transport } });

  // The greeting, then a spoken turn.
  await c.until("BotStoppedSpeaking");
  const spoken = c.here;
  await microphone.say("room");
  await c.until("UserTranscript", spoken, (t) => t.final && /book a room/i.test(t.text));
  await c.until("BotStoppedSpeaking", await c.until("BotStartedSpeaking", spoken));

  // A long reply, cut off by speech.
  const story = c.here;
  await client.sendText("Tell me a story.");
  const begun = await c.until("BotOutput", story, (o) => o.spoken_status === "new" && /part 4/.test(o.text));
  await microphone.say("weather");
  const cut = await c.until("BotStoppedSpeaking", begun);
  const answer = await c.until("BotStartedSpeaking", cut);
  await c.until("BotStoppedSpeaking", answer);

  return { ready, spoken, story, cut, ...(await application(c)) };
}

/** What an application does without a microphone, on a connected client. */
export async function application(c) {
  const { client } = c;

  const sum = await client.sendClientRequest("add", { a: 2, b: 3 });
  const failure = await client.sendClientRequest("fail", {}).catch((error) => error.data ?? String(error));
  client.sendClientMessage("note", { text: "nobody waits for an answer" });

  const functions = c.here;
  await c.ask("Colour the page red.");

  const silent = c.here;
  await client.sendText("What is seven times eight?", { audio_response: false });
  await c.until("BotOutput", silent, (o) => o.will_be_spoken === false);
  const loud = c.here;
  await c.ask("What is seven times eight?");

  client.sendUIEvent("clicked", { ref: "e5" });
  await c.until("UICommand");
  client.sendDTMF("12#");
  await c.until("ServerMessage", 0, (m) => m.keys === "12#");

  const appended = c.here;
  await client.sendText("My name is Ada.", { run_immediately: false });
  await c.ask("What did I append?");

  const goodbye = c.here;
  client.disconnectBot();
  await c.until("ServerMessage", goodbye, (m) => m.type === "session-ended");
  await client.disconnect();
  await c.until("Disconnected", goodbye);
  return { sum, failure, functions, silent, loud, appended, goodbye };
}

/** The same without speech, for agents without ears. */
export async function typed(c, { start }) {
  const ready = await c.client.startBotAndConnect({ endpoint: start });
  c.client.registerFunctionCallHandler("set_colour", async (call) => ({ painted: call.arguments.colour }));
  await c.until("BotStoppedSpeaking");
  return { ready, ...(await application(c)) };
}

/** Connects with a bearer token in the start request, and once more with the token that was used up. */
export async function authenticated(c, { start, token }) {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  const granted = await c.client.startBot({ endpoint: start, headers });
  const ready = await c.client.connect(granted);
  await c.client.disconnect();
  return { granted, ready };
}

/** A start request that is refused. */
export async function refused(c, { start }) {
  const error = await c.client.startBot({ endpoint: start }).then(
    () => "let in",
    (e) => String(e.message ?? e),
  );
  return { error };
}
