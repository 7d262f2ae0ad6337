/** A peer connection whose other side is the test. */
export class FakePeerConnection {
  static last: FakePeerConnection;

  readonly configuration: RTCConfiguration;
  readonly channel = new FakeChannel();
  readonly sender = {
    tracks: [] as unknown[],
    replaceTrack: async (track: unknown) => void this.sender.tracks.push(track),
  };
  readonly stats: Record<string, unknown>[] = [];
  connectionState: RTCPeerConnectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: unknown;
  isClosed = false;
  ontrack?: (event: { track: unknown }) => void;
  onconnectionstatechange?: () => void;

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
    FakePeerConnection.last = this;
  }

  createDataChannel(label: string): FakeChannel {
    this.channel.label = label;
    return this.channel;
  }

  addTransceiver(kind: string, { direction }: { direction: string }): { sender: object } {
    if (kind !== "audio" || direction !== "sendrecv") {
      throw new Error(`${kind} ${direction}`);
    }
    return this;
  }

  async setLocalDescription(): Promise<void> {
    this.localDescription = { type: "offer", sdp: "v=0 offer" };
  }

  async setRemoteDescription(description: unknown): Promise<void> {
    this.remoteDescription = description;
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map(this.stats.map((entry, n) => [String(n), entry]));
  }

  close(): void {
    this.isClosed = true;
    this.channel.readyState = "closed";
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

export class FakeChannel {
  label = "";
  readyState = "connecting";
  readonly sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: () => void;

  send(message: string): void {
    this.sent.push(message);
  }

  open(): void {
    this.readyState = "open";
    this.onopen?.();
  }
}
