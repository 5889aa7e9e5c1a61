/**
 * Takes in what another cell sends: parse → ingest → ask the directory where in doubt → push. Every envelope is judged by
 * itself; what comes out is committed before it is answered.
 */

import type { CellId, GroupId, ThingKey, cellwire } from "@cellwire/protocol";
import { groupOf, wire } from "@cellwire/protocol";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { MessageStep, MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import type { Advance, ForwardInbox, IngestEnvelope, SequencedMessage } from "../inbox/contract.ts";
import type { IngestOutcome } from "../inbox/outcomes.ts";
import type { Announcer } from "./announcer.ts";
import { mapBounded } from "./bounded.ts";
import { parseEnvelope } from "./envelope.ts";
import type { GroupStates } from "./group-states.ts";
import type { MemberHomes } from "./member-homes.ts";
import { newMembers } from "./member-homes.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { PlacementSource } from "./ports.ts";

const { Outcome } = wire.IngestAnswer;

/** Sender unplaced, recipient unplaced, sender in doubt: each may take a round, and the last one answers. */
const ROUNDS_MAX = 4;
const LOOKUPS_AT_ONCE = 8;
/** Doubts about users that this cell has a placement for; a hostile caller could raise any number. */
const RECHECKS_MAX = 32;
/** Users of one batch whose homes are found beforehand. */
const NEW_MEMBERS_MAX = 2_048;
const RETRY_AFTER_MS = 1_000;

type Answer = cellwire.v1.IngestAnswer.$Properties;

interface Item {
  readonly index: number;
  readonly envelope: IngestEnvelope;
}

interface Work {
  readonly items: readonly Item[];
  readonly answers: (Answer | undefined)[];
}

/** An outcome that rests on a placement which may be missing or old here. */
interface Doubt {
  readonly item: Item;
  readonly user: ThingKey;
  /** It is about what the group is, which the caller knows. */
  readonly unknownGroup?: GroupId;
  /** The placement is known: only a newer one changes the answer. */
  readonly recheck: boolean;
  /** The answer when the directory has nothing newer. */
  readonly confirmed: Answer;
}

type Resolution = "changed" | "confirmed" | "unavailable";

export interface IngestOptions {
  readonly inbox: Pick<ForwardInbox, "ingest" | "placements" | "recordPlacement">;
  readonly placements: PlacementSource;
  readonly groupStates: Pick<GroupStates, "learn">;
  readonly homes: Pick<MemberHomes, "find">;
  readonly announcer: Announcer;
  readonly metrics: ForwardMetrics;
  readonly faults: Faults;
  readonly log: Logger;
  readonly traces?: MessageTracer | undefined;
}

export class Ingest {
  readonly #options: IngestOptions;
  readonly #conversations = new DirectConversations();

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  /** One answer per envelope, in order. `from` is the verified caller. @throws when the inbox fails as a whole. */
  async take(from: CellId, envelopes: readonly cellwire.v1.Envelope.$Properties[]): Promise<readonly Answer[]> {
    const parsed = envelopes.map((envelope) => parseEnvelope(envelope, this.#conversations));
    const steps = this.#steps(from, parsed);
    const items = parsed.flatMap((envelope, index) => {
      const { traceparent } = steps?.[index] ?? {};
      return envelope ? [{ index, envelope: traceparent ? { ...envelope, traceparent } : envelope }] : [];
    });
    const answers: (Answer | undefined)[] = parsed.map((envelope) => (envelope ? undefined : reject("MALFORMED")));
    try {
      await this.#decide(from, { items, answers });
      const complete = answers.map((answer) => answer ?? RETRY);
      this.#options.metrics.ingestEnvelopes(from, counted(complete));
      return complete;
    } finally {
      steps?.forEach((step, index) => step?.end(nameOf(answers[index])));
    }
  }

  #steps(from: CellId, envelopes: readonly (IngestEnvelope | undefined)[]): (MessageStep | undefined)[] | undefined {
    const { traces } = this.#options;
    return traces && envelopes.map((one) => traces.step("ingest message", one?.traceparent ?? "", { peer: from }));
  }

  async #decide(from: CellId, work: Work): Promise<void> {
    const { inbox, faults, announcer } = this.#options;
    const pushes: Advance[] = [];
    const held: SequencedMessage[] = [];
    let pending = await this.#withHomes(from, work);
    for (let round = 0; pending.length > 0 && round < ROUNDS_MAX; round++) {
      const items = pending;
      const { outcomes, advances } = await inbox.ingest({ from, envelopes: items.map(({ envelope }) => envelope) });
      await faults.hit("ingest.after-commit");
      pushes.push(...advances);
      const doubts: Doubt[] = [];
      items.forEach((item, place) => {
        const outcome = outcomes[place]!;
        const doubt = doubtOf(item, outcome);
        if (doubt) doubts.push(doubt);
        else work.answers[item.index] = this.#answerOf(outcome);
        if (outcome instanceof Error) return;
        // A group's message is read again, for the version of its members.
        if (outcome.kind === "ack" && groupOf(item.envelope.recipient) === undefined)
          held.push({ ...item.envelope, key: outcome.key, ...(outcome.isHidden && { isHidden: true }) });
        // Whoever took it the first time may have died before pushing it.
        if (outcome.kind === "duplicate") pushes.push(placeOf(item, outcome.key));
      });
      pending = round === ROUNDS_MAX - 1 ? [] : await this.#resolve(from, doubts, work.answers);
    }
    // The caller's next batch waits for the answer, which waits for no push.
    if (pushes.length > 0) await announcer.soon(announcer.advances(pushes, held));
  }

  /** Answers what the directory settles; the items whose users' placements are newer now are to be tried again. */
  async #resolve(from: CellId, doubts: readonly Doubt[], answers: (Answer | undefined)[]): Promise<readonly Item[]> {
    const byUser = new Map<ThingKey, Doubt>();
    let rechecks = 0;
    for (const doubt of doubts) {
      if (byUser.has(doubt.user)) continue;
      if (doubt.recheck && ++rechecks > RECHECKS_MAX) continue;
      byUser.set(doubt.user, doubt);
    }
    const resolutions = new Map<ThingKey, Resolution>();
    await mapBounded([...byUser.values()], LOOKUPS_AT_ONCE, async (doubt) => {
      const resolution = doubt.unknownGroup ? this.#learn(from, doubt.unknownGroup) : this.#ask(doubt);
      resolutions.set(doubt.user, await resolution);
    });
    const again: Item[] = [];
    for (const { item, user, confirmed } of doubts) {
      const resolution = resolutions.get(user) ?? "unavailable";
      if (resolution === "changed") again.push(item);
      else answers[item.index] = resolution === "confirmed" ? confirmed : RETRY;
    }
    return again;
  }

  async #learn(from: CellId, group: GroupId): Promise<Resolution> {
    return (await this.#options.groupStates.learn(group, from)) ? "changed" : "unavailable";
  }

  /**
   * Finds the homes of the users whom changes of the caller's users make members, all at once; a change that names a user who does not
   * exist is answered. While the directory is down the change waits, and nothing else. Nobody is looked up for other changes: where they may
   * be made at all, the users they name are in doubt afterwards.
   */
  async #withHomes(from: CellId, { items, answers }: Work): Promise<readonly Item[]> {
    const { inbox, homes } = this.#options;
    const wanted = items.filter(({ envelope }) => envelope.key === null && newMembers(envelope).length > 0);
    if (wanted.length === 0) return items;
    const placements = await inbox.placements([...new Set(wanted.map(({ envelope }) => envelope.sender))]);
    const theirs = new Set<ThingKey>(placements.flatMap(({ user, cell }) => (cell === from ? [user] : [])));
    const named = new Set(wanted.flatMap(({ envelope }) => (theirs.has(envelope.sender) ? newMembers(envelope) : [])));
    const unknown = await homes.find([...named].slice(0, NEW_MEMBERS_MAX));
    return items.filter((item) => {
      if (!wanted.includes(item) || !newMembers(item.envelope).some((user) => unknown.has(user))) return true;
      answers[item.index] = { outcome: Outcome.REFUSED, code: "UNKNOWN_USER" };
      return false;
    });
  }

  async #ask({ user, recheck }: Doubt): Promise<Resolution> {
    const { inbox, placements, announcer } = this.#options;
    const lookup = await placements.placement(user, { fresh: recheck });
    if (lookup.kind === "unavailable") return "unavailable";
    if (lookup.kind === "unknown") return "confirmed";
    if (recheck) {
      const [known] = await inbox.placements([user]);
      if (known && known.epoch >= lookup.placement.epoch) return "confirmed";
    }
    await announcer.settled(await inbox.recordPlacement(lookup.placement));
    return "changed";
  }

  #answerOf(outcome: IngestOutcome | Error): Answer {
    if (outcome instanceof Error) {
      this.#options.log.error({ err: outcome }, "an envelope could not be stored");
      return reject("MALFORMED");
    }
    switch (outcome.kind) {
      case "ack":
        return { outcome: Outcome.ACK, key: outcome.key };
      case "duplicate":
        return { outcome: Outcome.DUPLICATE, key: outcome.key };
      case "elsewhere":
        return { outcome: Outcome.MOVED, statement: outcome.statement };
      case "reject":
        return reject(outcome.code);
      case "refused":
        return { outcome: Outcome.REFUSED, code: outcome.code };
      case "full":
        return FULL;
      default:
        // "not-open": soon. "unplaced" and "group-unknown" are doubts, and resolved before.
        return RETRY;
    }
  }
}

/** A volume does not empty or grow within a second. */
const FULL: Answer = { outcome: Outcome.RETRY_AFTER, retryAfterMs: 10_000 };
const RETRY: Answer = { outcome: Outcome.RETRY_AFTER, retryAfterMs: RETRY_AFTER_MS };

function reject(code: string): Answer {
  return { outcome: Outcome.REJECT, code };
}

/**
 * Nothing is rejected, and so parked, on the word of an old placement: the sender may have moved to the calling cell
 * a moment ago. A recipient who lives elsewhere is no doubt: the caller gets the statement and goes there.
 */
function doubtOf(item: Item, outcome: IngestOutcome | Error): Doubt | undefined {
  if (outcome instanceof Error) return undefined;
  const { sender, numberingUser } = item.envelope;
  if (outcome.kind === "group-unknown") {
    const { group } = outcome;
    return { item, user: item.envelope.recipient, unknownGroup: group, recheck: false, confirmed: RETRY };
  }
  if (outcome.kind === "unplaced") {
    const { user } = outcome;
    const code = groupOf(user) === undefined ? "UNKNOWN_USER" : "UNKNOWN_GROUP";
    const confirmed = user === sender ? reject("NOT_HOME") : { outcome: Outcome.REFUSED, code };
    return { item, user, recheck: false, confirmed };
  }
  if (outcome.kind === "elsewhere" && outcome.user === sender)
    return { item, user: sender, recheck: true, confirmed: reject("NOT_HOME") };
  if (outcome.kind === "reject" && outcome.code === "NOT_HOME")
    return { item, user: sender, recheck: true, confirmed: reject("NOT_HOME") };
  if (outcome.kind === "reject" && outcome.code === "NOT_AUTHORITY")
    return { item, user: numberingUser, recheck: true, confirmed: reject("NOT_AUTHORITY") };
  return undefined;
}

/** The run that holds just this message. */
function placeOf({ envelope }: Item, key: { term: number; n: number }): Advance {
  return { conversation: envelope.conversation, from: { term: key.term, n: key.n - 1 }, to: key };
}

function counted(answers: readonly Answer[]): { outcome: string; code: string; count: number }[] {
  const same = Map.groupBy(answers, (answer) => `${answer.outcome} ${answer.code ?? ""}`);
  return [...same.values()].map((group) => ({
    outcome: nameOf(group[0]),
    code: group[0]!.code ?? "",
    count: group.length,
  }));
}

function nameOf(answer: Answer | undefined): string {
  return Outcome[answer?.outcome ?? Outcome.RETRY_AFTER];
}
