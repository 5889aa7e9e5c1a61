import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import type { KubeObject } from "../kube/contract.ts";
import { BackupReports, reportOf, type BackupAnswer } from "./backup-reports.ts";

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_SECONDS = 3_600;
const EU = { namespace: "cell-eu", name: "eu" };

const GOOD: BackupAnswer = {
  newest: "20270115-080000F",
  newestAt: NOW_MS / 1_000 - HOUR_SECONDS,
  backups: 1,
  damaged: false,
  waitingSeconds: 3,
  gap: false,
  intervalSeconds: 24 * HOUR_SECONDS,
  failure: null,
};

function pod(cell: string, podIP: string, containers: readonly string[]): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: podIP, namespace: `cell-${cell}`, labels: { "cellwire.dev/cell": cell } },
    status: { podIP, containerStatuses: containers.map((name) => ({ name })) },
  };
}

function setup(answers: Record<string, BackupAnswer>) {
  const changed: string[] = [];
  const asked: string[] = [];
  const pods = [pod("eu", "10.0.0.1", ["postgres", "backup"]), pod("us", "10.0.0.2", ["postgres"])];
  const clock = { now: NOW_MS };
  const reports = new BackupReports({
    pods: () => pods,
    ask: async (podIp) => {
      asked.push(podIp);
      if (answers[podIp] === undefined) throw new Error("no answer");
      return answers[podIp];
    },
    mayAsk: () => true,
    onChange: ({ name }) => void changed.push(name),
    clock: { nowMs: () => clock.now, monotonicMs: () => clock.now },
    log: silentLogger,
  });
  return { reports, changed, asked, clock };
}

test("asks the pods that have a backup container, and tells when what they say is new", async () => {
  const answers = { "10.0.0.1": GOOD };
  const { reports, changed, asked } = setup(answers);
  await reports.askAll();
  expect(asked).toEqual(["10.0.0.1"]);
  expect(reports.get(EU)).toMatchObject({ newest: GOOD.newest, isOld: false, isBehind: false });
  answers["10.0.0.1"] = { ...GOOD, waitingSeconds: 5 };
  await reports.askAll();
  expect(changed).toEqual(["eu"]);
  answers["10.0.0.1"] = { ...GOOD, failure: "HTTP 403" };
  await reports.askAll();
  expect(changed).toEqual(["eu", "eu"]);
});

test("keeps what a pod said for five minutes of silence, and then tells that it is silent", async () => {
  const answers: Record<string, BackupAnswer> = { "10.0.0.1": GOOD };
  const { reports, clock } = setup(answers);
  await reports.askAll();
  delete answers["10.0.0.1"];
  clock.now += 4 * MINUTE_MS;
  await reports.askAll();
  expect(reports.get(EU)).toMatchObject({ newest: GOOD.newest });
  clock.now += 2 * MINUTE_MS;
  await reports.askAll();
  expect(reports.get(EU)).toBe("silent");
  answers["10.0.0.1"] = GOOD;
  await reports.askAll();
  expect(reports.get(EU)).toMatchObject({ newest: GOOD.newest });
});

test.each([
  ["a backup that is due", { newestAt: NOW_MS / 1_000 - 25 * HOUR_SECONDS }, { isOld: false }],
  ["a backup that is late", { newestAt: NOW_MS / 1_000 - 49 * HOUR_SECONDS }, { isOld: true }],
  ["no backup yet", { newest: null, newestAt: 0 }, { isOld: false }],
  ["an archive that is behind", { waitingSeconds: 601 }, { isBehind: true }],
])("judges %s", (_what, change, expected) => {
  expect(reportOf({ ...GOOD, ...change }, NOW_MS)).toMatchObject(expected);
});
