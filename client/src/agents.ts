/** An agent of the server. */
export interface Agent {
  name: string;
  /** It has a recogniser. */
  listens: boolean;
  /** It follows a script: it understands its own domain only. */
  scripted: boolean;
}

/** Reads the answer of `GET /api/agents`; what it does not say is taken to be so. */
export function readAgents(answer: unknown): Agent[] {
  return (Array.isArray(answer) ? answer : [])
    .filter((agent) => typeof agent?.name === "string" && agent.name !== "")
    .map((agent) => ({
      name: agent.name,
      listens: agent.speechToText !== null,
      scripted: agent.scripted !== false,
    }));
}

export async function fetchAgents(): Promise<Agent[]> {
  try {
    const response = await fetch("api/agents", { signal: AbortSignal.timeout(5000) });
    return response.ok ? readAgents(await response.json()) : [];
  } catch {
    // The page works without: the server chooses the agent.
    return [];
  }
}
