/** A WebSocket whose other side is the test. */
export class FakeSocket {
  static readonly OPEN = 1;
  static sockets: FakeSocket[] = [];

  static get last(): FakeSocket {
    return FakeSocket.sockets.at(-1)!;
  }

  readonly url: string;
  readonly sent: (string | ArrayBuffer)[] = [];
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "blob";
  closedWith: number | undefined;
  onopen?: () => void;
  onmessage?: (event: { data: string | ArrayBuffer }) => void;
  onclose?: (event: { code: number }) => void;

  constructor(url: string) {
    this.url = url;
    FakeSocket.sockets.push(this);
  }

  get sentJson(): Record<string, unknown>[] {
    return this.sent.filter((data) => typeof data === "string").map((data) => JSON.parse(data));
  }

  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }

  close(code = 1000): void {
    this.readyState = 2;
    this.closedWith = code;
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  ready(notices: object[] = []): void {
    this.open();
    this.say({ type: "ready", session_id: "s1", agent: "demo", output_sample_rate: 24000, notices });
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
