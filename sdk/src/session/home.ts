/**
 * Where the user lives and what opens the door there. Kept in the store, so that a reconnect needs no directory: the
 * resume ticket is used first, then the directory's ticket. What is older than SOFT_LIFE_MS is refreshed in the
 * background while the old one is used; when the directory cannot answer, the old one stays good.
 */

import { parseCellId, type TicketAnswer } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { DeviceRecord } from "../device-record.ts";
import type { Events } from "../events.ts";
import type { HomeRow, TicketRow } from "../store/contract.ts";

const SOFT_LIFE_MS = 3_600_000;
/** Gateways that failed one after the other before the directory is asked whether there are others. */
const FAILURES_BEFORE_REFRESH = 3;

export interface Access {
  readonly ticket: string;
  readonly cell: string;
  readonly gateways: readonly string[];
}

export interface HomeOptions {
  readonly record: DeviceRecord;
  readonly requestTicket: () => Promise<TicketAnswer>;
  readonly serverNowMs: () => number;
  readonly events: Events;
}

export class Home {
  readonly #options: HomeOptions;
  #refreshing: Promise<HomeRow> | undefined;

  constructor(options: HomeOptions) {
    this.#options = options;
  }

  /**
   * `failures`: attempts in a row that got no connection.
   * @throws {ClientError} DIRECTORY_FAILED, USER_CHANGED: there is no ticket to try.
   */
  async access(failures: number): Promise<Access> {
    const home = this.#options.record.home;
    const ticket = home && this.#validTicket(home);
    if (!ticket) return this.#accessTo(await this.#refresh());
    const isOld = this.#options.serverNowMs() - home.refreshedAtMs > SOFT_LIFE_MS;
    const isSuspect = failures > 0 && failures % FAILURES_BEFORE_REFRESH === 0;
    // Not waited for: a directory that hangs must not keep anyone from coming back.
    if (isOld || isSuspect) this.#refresh().catch((error: unknown) => this.#report(error));
    return this.#accessTo(home);
  }

  /** The cell did not take the ticket, or is not the home any more. */
  async leave(): Promise<void> {
    const home = this.#options.record.home;
    if (home) await this.#options.record.setHome({ ...home, tickets: [] });
  }

  /** The cell's own ticket for the next connections. */
  async resume(ticket: string, expiresAtMs: number): Promise<void> {
    const home = this.#options.record.home;
    if (!home || ticket === "") return;
    const tickets = [{ kind: "resume", ticket, expiresAtMs } as const, ...home.tickets.filter(isFromDirectory)];
    await this.#options.record.setHome({ ...home, tickets });
  }

  #validTicket(home: HomeRow): TicketRow | undefined {
    const now = this.#options.serverNowMs();
    return home.tickets.find((ticket) => ticket.expiresAtMs > now);
  }

  #accessTo(home: HomeRow): Access {
    // When the device's clock says that even a new ticket is expired, the clock is wrong; the directory's comes last.
    const ticket = this.#validTicket(home) ?? home.tickets.at(-1);
    if (!ticket) throw new ClientError("DIRECTORY_FAILED", { reason: "NO_TICKET" });
    return { ticket: ticket.ticket, cell: home.cell, gateways: home.gateways };
  }

  #refresh(): Promise<HomeRow> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #ask(): Promise<HomeRow> {
    const { record, requestTicket, serverNowMs } = this.#options;
    const answer = await requestTicket();
    if (answer.user !== record.user) throw new ClientError("USER_CHANGED");
    const before = record.home;
    // A resume ticket is good in the cell that gave it, at the epoch it was given for.
    const resumes =
      before?.cell === answer.cell && before.epoch === answer.epoch ? before.tickets.filter(isResume) : [];
    const home: HomeRow = {
      cell: parseCellId(answer.cell),
      epoch: answer.epoch,
      gateways: answer.gateways,
      refreshedAtMs: serverNowMs(),
      tickets: [...resumes, { kind: "ticket", ticket: answer.ticket, expiresAtMs: answer.expiresAtMs }],
    };
    await record.setHome(home);
    return home;
  }

  #report(error: unknown): void {
    this.#options.events.emit(
      "error",
      error instanceof ClientError ? error : new ClientError("DIRECTORY_FAILED", { cause: error }),
    );
  }
}

function isResume(ticket: TicketRow): boolean {
  return ticket.kind === "resume";
}

function isFromDirectory(ticket: TicketRow): boolean {
  return ticket.kind === "ticket";
}
