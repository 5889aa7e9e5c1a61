import { describe, expect, test, vi } from "vitest";
import type { CellRecord } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { DirectoryClient } from "./directory-client.ts";
import { DirectoryView } from "./directory-view.ts";
import { fileURLToPath } from "node:url";

const RECORD: CellRecord = {
  cell: "eu",
  region: "eu",
  state: "ACTIVE",
  schedulable: true,
  maxUsers: 10,
  weight: 1,
  gateways: ["ws://eu"],
  ingestUrl: "http://eu",
  publicKeys: [{ kty: "OKP", crv: "Ed25519", kid: "k", x: "x" }],
  generation: 1,
  users: 0,
  revision: 5,
};

const NEW = { cell: "eu", registration: RECORD, after: RECORD };

function setup(cells: () => readonly CellRecord[] | Promise<readonly CellRecord[]>) {
  const changed: string[] = [];
  const lead = { is: true };
  const view = new DirectoryView({
    client: {
      cells: async () => await cells(),
      register: async ({ cell, registration }) => ({ ...registration, cell, users: 0, revision: 9 }),
    },
    isLeader: () => lead.is,
    onChange: (cell) => void changed.push(cell),
    random: { float: () => 0.5 },
    log: silentLogger,
  });
  return { view, changed, lead };
}

describe("the view of the directory", () => {
  test("knows nothing before the first answer", async () => {
    const { view } = setup(() => []);
    expect(view.lookup("eu")).toEqual({ known: false });
    expect(await view.fetch("eu")).toBeUndefined();
    expect(view.lookup("eu")).toEqual({ known: true, record: undefined });
  });

  test("tells which records are not what they were", async () => {
    let users = 0;
    const { view, changed } = setup(() => [
      { ...RECORD, users },
      { ...RECORD, cell: "us" },
    ]);
    await view.poll();
    expect(changed).toEqual(["eu", "us"]);
    changed.length = 0;
    await view.poll();
    expect(changed).toEqual([]);
    users = 1;
    await view.poll();
    expect(changed).toEqual(["eu"]);
  });

  test("does not take an answer for newer than what was written since it was asked for", async () => {
    let answer = Promise.withResolvers<readonly CellRecord[]>();
    const { view } = setup(() => answer.promise);
    const poll = view.poll();
    await view.register({ ...NEW, registration: { ...RECORD, state: "DRAINING" } });
    answer.resolve([RECORD]);
    await poll;
    expect(view.lookup("eu")).toMatchObject({ record: { state: "DRAINING" } });
    // A directory that was restored from a backup has gone back; its word counts.
    answer = Promise.withResolvers();
    answer.resolve([{ ...RECORD, revision: 1 }]);
    await view.poll();
    expect(view.lookup("eu")).toMatchObject({ record: { state: "ACTIVE", revision: 1 } });
  });

  test("writes for a leader only", async () => {
    const { view, lead } = setup(() => []);
    lead.is = false;
    await expect(view.register(NEW)).rejects.toThrow("another operator may act");
  });
});

describe("the client of the directory", () => {
  const adminTokenFile = fileURLToPath(import.meta.url);
  const answering = (status: number, json: unknown) => {
    const request = async () => ({ status, headers: {}, body: Buffer.from(JSON.stringify(json)) });
    return new DirectoryClient({ http: { request }, adminTokenFile });
  };

  test("reads the cells", async () => {
    expect(await answering(200, { cells: [{ ...RECORD, later: 1 }] }).cells()).toMatchObject([RECORD]);
  });

  test("reads all of them when one is in a state of a newer directory", async () => {
    const cells = [{ ...RECORD, cell: "us", state: "NEWER" }, RECORD];
    expect(await answering(200, { cells }).cells()).toEqual(cells);
  });

  test.each([
    ["the record that was read", RECORD, { "if-match": '"5"' }],
    ["none", undefined, { "if-none-match": "*" }],
  ])("registers only what follows %s", async (_what, after, headers) => {
    const request = vi.fn(async () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(RECORD)) }));
    await new DirectoryClient({ http: { request }, adminTokenFile }).register({ ...NEW, after });
    expect(request).toHaveBeenCalledWith(expect.objectContaining({ headers: expect.objectContaining(headers) }));
  });

  test("says why the directory refused", async () => {
    const refusal = { code: "GENERATION_BEHIND", message: "The cell is registered with a higher generation." };
    await expect(answering(409, refusal).register(NEW)).rejects.toMatchObject({
      name: "DirectoryError",
      code: "GENERATION_BEHIND",
      status: 409,
      message: expect.stringContaining("a higher generation") as string,
    });
  });

  test.each([{ cells: [{ cell: 1 }] }, "text", {}])("does not take %j for an answer", async (json) => {
    await expect(answering(200, json).cells()).rejects.toMatchObject({ code: "UNREADABLE" });
  });
});
