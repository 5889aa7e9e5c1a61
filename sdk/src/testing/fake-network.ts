/**
 * Cellwire in memory, for the tests of applications: real clients, on a cell that lives in this process. Same Client,
 * same order, retries, receipts and catch-up; nothing to start, and no network but the one that the test cuts.
 */

import {
  CLOSE,
  decodeClientMessage,
  encodeServerFrame,
  LIMITS,
  parseUserId,
  PROTOCOL_VERSION,
  type cellwire,
  type ServerBody,
  type TicketAnswer,
  type TicketRequest,
  type UserId,
} from "@cellwire/protocol";
import type { Client } from "../client.ts";
import { systemClock } from "../clock.ts";
import { createClient, type ClientOptions } from "../create-client.ts";
import { userInToken } from "../session/user-token.ts";
import { FakeCell } from "./fake-cell.ts";
import type { FakeLink } from "./fake-link.ts";
import { FakeMedia } from "./fake-media.ts";
import { fakePushAnswer } from "./fake-push.ts";
import { FakeSocket } from "./fake-socket.ts";

const CELL = "fake";
const TICKET_LIFE_MS = 86_400_000;
const NO_CONNECTION = 1006;

export type FakeClientOptions = Omit<
  ClientOptions,
  "directoryUrl" | "userToken" | "webSocket" | "fetch" | "gatewayOverride"
>;

export interface FakeNetwork {
  /** A client of `user`; every call is another device unless it shares a store. The user exists from now on. */
  client(user: string, options?: FakeClientOptions): Client;
  /** Cuts the connections of `user` and lets none through until restore(). */
  cut(user: string): void;
  restore(user: string): void;
}

export function createFakeNetwork(options: Pick<ClientOptions, "clock"> = {}): FakeNetwork {
  return new InMemoryNetwork(options.clock ?? systemClock);
}

class InMemoryNetwork implements FakeNetwork {
  readonly #cell: FakeCell;
  readonly #clock: NonNullable<ClientOptions["clock"]>;
  readonly #media = new FakeMedia(CELL);
  readonly #cutOff = new Set<string>();
  readonly #sockets = new Map<FakeSocket, string>();

  constructor(clock: NonNullable<ClientOptions["clock"]>) {
    this.#clock = clock;
    this.#cell = new FakeCell(clock);
  }

  client(user: string, options: FakeClientOptions = {}): Client {
    const id = parseUserId(user);
    this.#cell.addUser(id);
    return createClient({
      clock: this.#clock,
      ...options,
      directoryUrl: "http://directory.fake",
      userToken: async () => `e30.${btoa(JSON.stringify({ sub: id }))}.`,
      fetch: (input, request) => {
        const url = input instanceof Request ? input.url : input.toString();
        return FakeMedia.isUrl(url) ? this.#media.fetch(url, request) : this.#ticket(request);
      },
      webSocket: () => this.#socket(id),
    });
  }

  cut(user: string): void {
    this.#cutOff.add(user);
    for (const [socket, owner] of this.#sockets) if (owner === user) socket.drop(NO_CONNECTION);
  }

  restore(user: string): void {
    this.#cutOff.delete(user);
  }

  async #ticket(request: RequestInit | undefined): Promise<Response> {
    const authorization = new Headers(request?.headers).get("authorization") ?? "";
    const { device } = JSON.parse(request?.body as string) as TicketRequest;
    const user = userInToken(authorization);
    const answer: TicketAnswer = {
      ticket: JSON.stringify({ user, device }),
      user,
      cell: CELL,
      epoch: 1,
      gateways: ["ws://gateway.fake"],
      expiresAtMs: this.#clock.nowMs() + TICKET_LIFE_MS,
    };
    return Response.json(answer);
  }

  #socket(user: UserId): FakeSocket {
    const socket = new FakeSocket();
    if (this.#cutOff.has(user)) {
      socket.drop(NO_CONNECTION);
      return socket;
    }
    this.#sockets.set(socket, user);
    let link: FakeLink | undefined;
    socket.accept({
      onMessage: (bytes) => {
        for (const frame of decodeClientMessage(bytes))
          if (frame.hello) link = this.#hello(socket, frame.hello);
          else if (link) this.#frame(link, frame);
      },
      onClose: () => {
        this.#sockets.delete(socket);
        if (link) this.#cell.leave(link);
      },
    });
    return socket;
  }

  #hello(socket: FakeSocket, hello: cellwire.v1.Hello.$Properties): FakeLink | undefined {
    const { user, device } = JSON.parse(hello.ticket ?? "") as { user: UserId; device: string };
    const say = (...frames: ServerBody[]) => {
      for (const frame of frames) socket.say(encodeServerFrame(frame));
    };
    const link: FakeLink = { user, device, say, closed: (code) => socket.drop(CLOSE[code]) };
    if (!this.#cell.mayJoin(link)) {
      link.closed("REVOKED");
      return undefined;
    }
    this.#cell.join(link);
    say({
      welcome: {
        version: PROTOCOL_VERSION,
        cell: CELL,
        user,
        device,
        serverTimeMs: this.#cell.nowMs,
        limits: { pingIntervalMs: LIMITS.pingIntervalMs },
      },
    });
    this.#cell.catchUp(link, hello.refusalsThrough ?? 0);
    return link;
  }

  #frame(link: FakeLink, frame: ReturnType<typeof decodeClientMessage>[number]): void {
    if (frame.send) this.#cell.send(link, frame.send);
    else if (frame.fetch) this.#cell.fetch(link, frame.fetch);
    else if (frame.cursors) this.#cell.cursors(link, frame.cursors);
    else if (frame.request) this.#request(link, frame.request);
    else if (frame.typing) this.#cell.typing(link, frame.typing.peer ?? "");
    else if (frame.ping) link.say({ pong: { nonce: frame.ping.nonce ?? 0, serverTimeMs: this.#cell.nowMs } });
  }

  #request(link: FakeLink, request: cellwire.v1.Request.$Properties): void {
    const answer = this.#media.answer(request) ?? fakePushAnswer(request);
    if (answer) link.say({ response: { ...answer, id: request.id ?? 0 } });
    else this.#cell.request(link, request);
  }
}
