import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { PostgresDirectoryAnswers } from "../../src/inbox/directory-answers.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { freshInboxDatabase } from "./fresh-database.ts";

test("what one process kept another one loads, the newest of each name; without a store there is nothing, and no error", async () => {
  await using database = await freshInboxDatabase(Date.now());
  const options = { pool: database.pool, statements: loadStatements(), clock: systemClock, log: silentLogger };
  const [one, other] = [new PostgresDirectoryAnswers(options), new PostgresDirectoryAnswers(options)];
  expect(await one.load("keys")).toBeUndefined();
  await one.keep("keys", { keys: [1] });
  await one.keep("keys", { keys: [1, 2] });
  await one.keep("cells", { cells: [] });
  expect([await other.load("keys"), await other.load("cells")]).toEqual([{ keys: [1, 2] }, { cells: [] }]);
  await database.pool.query("drop table directory_answer");
  await other.keep("keys", { keys: [] });
  expect(await other.load("keys")).toBeUndefined();
});
