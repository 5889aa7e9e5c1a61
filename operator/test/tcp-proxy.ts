import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Stands between a client and a server on loopback: counts connections, cuts them, or swallows what they carry. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: "pass" | "refuse" | "swallow" = "pass";
  #accepted = 0;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#accept(client, targetPort));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    const { promise, resolve } = Promise.withResolvers<void>();
    proxy.#server.listen(0, "127.0.0.1", resolve);
    await promise;
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections there were since the start. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Breaks every connection, and those that come, until `restore`. */
  cut(): void {
    this.#mode = "refuse";
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections stay open and nothing passes any more, until `restore`: a network that lost its way. */
  swallow(): void {
    this.#mode = "swallow";
  }

  /** Connections that come now are passed on; those that swallowed are broken. */
  restore(): void {
    if (this.#mode === "swallow") for (const socket of this.#sockets) socket.destroy();
    this.#mode = "pass";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  #accept(client: Socket, targetPort: number): void {
    this.#accepted += 1;
    if (this.#mode === "refuse") {
      client.destroy();
      return;
    }
    const server = connect(targetPort, "127.0.0.1");
    this.#join(client, server);
    this.#join(server, client);
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on("data", (chunk) => {
      if (this.#mode === "pass") to.write(chunk);
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
