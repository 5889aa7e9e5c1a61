import type { CellId, UserId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import type { PresenceNews } from "./contract.ts";
import { EXCHANGE_ITEMS_MAX, Exchange } from "./exchange.ts";

const [EU, US] = ["eu", "us"] as CellId[] as [CellId, CellId];
const [ALICE, BOB] = ["alice", "bob"] as UserId[] as [UserId, UserId];

function setup(answer: (cell: CellId) => Promise<Uint8Array | undefined> = async () => undefined) {
  const posted: { readonly cell: CellId; readonly exchange: ReturnType<typeof wire.PresenceExchange.decode> }[] = [];
  const told: PresenceNews[] = [];
  const exchange = new Exchange({
    post: async (cell, body) => {
      posted.push({ cell, exchange: wire.PresenceExchange.decode(body) });
      return answer(cell);
    },
    onNews: async (_from, news) => void told.push(...news),
    log: silentLogger,
  });
  return { exchange, posted, told };
}

const news = (online: boolean): PresenceNews => ({ user: BOB, watcher: ALICE, state: { online, lastSeenMs: 0 } });

test("what waits for a cell goes in one request, the newest state of each", async () => {
  const { exchange, posted } = setup();
  exchange.news(EU, news(true));
  exchange.news(EU, news(false));
  exchange.watch(EU, { user: ALICE, watcher: BOB });
  exchange.typing(US, { user: BOB, peer: ALICE });
  await exchange.flush();
  await exchange.flush();
  expect(posted.map(({ cell }) => cell)).toEqual([EU, US]);
  const [toEu, toUs] = posted.map(({ exchange: { watches, news: told, typing } }) => [watches, told, typing]);
  expect(toEu!.map((items) => items.length)).toEqual([1, 1, 0]);
  expect(toUs!.map((items) => items.length)).toEqual([0, 0, 1]);
  expect(posted[0]!.exchange.news[0]!.presence).toMatchObject({ user: BOB, online: false });
});

test("a cell that is slow to answer gets no second request meanwhile, and holds up no other", async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { exchange, posted } = setup(async (cell) => (cell === EU ? promise : undefined));
  exchange.news(EU, news(true));
  const slow = exchange.flush();
  exchange.news(EU, news(false));
  exchange.news(US, news(true));
  await exchange.flush();
  expect(posted.map(({ cell }) => cell)).toEqual([EU, US]);
  resolve(undefined);
  await slow;
  await exchange.flush();
  expect(posted.map(({ cell }) => cell)).toEqual([EU, US, EU]);
});

test("what waits for one cell is bounded", async () => {
  const { exchange, posted } = setup();
  for (let i = 0; i <= EXCHANGE_ITEMS_MAX; i++) exchange.watch(EU, { user: `user-${i}` as UserId, watcher: ALICE });
  await exchange.flush();
  expect(posted[0]!.exchange.watches).toHaveLength(EXCHANGE_ITEMS_MAX);
});

test("answers are told as far as they are well-formed; what does not parse, or fails, is dropped", async () => {
  const good = wire.PresenceExchangeAnswer.encode({
    news: [{ watcher: ALICE, presence: { user: BOB, online: true } }, { watcher: "not a user" }, {}],
  }).finish();
  const answers = [
    async () => good,
    async () => new Uint8Array([255]),
    async () => {
      throw new Error("no");
    },
  ];
  const { exchange, told } = setup(() => answers.shift()!());
  for (let round = 0; round < 3; round++) {
    exchange.watch(EU, { user: BOB, watcher: ALICE });
    await exchange.flush();
  }
  expect(told).toEqual([news(true)]);
});
