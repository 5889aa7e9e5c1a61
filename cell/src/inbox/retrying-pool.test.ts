import { expect, test } from "vitest";
import { RetryingPool } from "./retrying-pool.ts";

/** A pool whose first statements fail with these codes. */
function setup(...codes: string[]) {
  const asked: unknown[] = [];
  const query = async (what: unknown) => {
    asked.push(what);
    const code = codes.shift();
    if (code) throw Object.assign(new Error(code), { code });
    return { rows: [] };
  };
  return { pool: new RetryingPool({ query } as never), asked };
}
const QUERY = { text: "select 1" };

test.each(["40P01", "40001"])("a statement that ended with %s is repeated", async (code) => {
  const { pool, asked } = setup(code, code);
  await expect(pool.query(QUERY)).resolves.toEqual({ rows: [] });
  expect(asked).toEqual([QUERY, QUERY, QUERY]);
});

test("not for ever", async () => {
  const { pool, asked } = setup(...Array.from({ length: 9 }, () => "40P01"));
  await expect(pool.query(QUERY)).rejects.toMatchObject({ code: "40P01" });
  expect(asked).toHaveLength(4);
});

test.each(["23505", "57014", "08006"])("%s is for the caller", async (code) => {
  const { pool, asked } = setup(code);
  await expect(pool.query(QUERY)).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(1);
});
