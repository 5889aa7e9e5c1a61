/** A managed Postgres that is backed up, with the operator's scripts and without Kubernetes: their directories are moved. */

import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  copyFileSync,
  readdirSync,
} from "node:fs";
import path from "node:path";
import { parseCell } from "@cellwire/operator/api/cell.ts";
import { ARCHIVE_COMMAND, STATE_PATH } from "@cellwire/operator/resources/backup-scripts.ts";
import { postgresConfigMap } from "@cellwire/operator/resources/postgres-config-map.ts";
import { PORTS } from "@cellwire/operator/resources/ports.ts";
import { fullEnvironment } from "@cellwire/local/config.ts";

const PASSWORD = "not a secret";

export interface BackedUpOptions {
  readonly root: string;
  readonly cell: string;
  readonly ports: { readonly postgres: number; readonly internal: number };
  readonly backup: object;
  readonly certificate: string;
  readonly secret: Readonly<Record<string, string>>;
  readonly account: { readonly uid: number; readonly gid: number };
}

export interface BackupState {
  readonly newest: string | null;
  readonly newestAt: number;
  readonly backups: number;
  readonly bytes: number;
  readonly waitingSegments: number;
  readonly gap: boolean;
  readonly failure: string | null;
}

export class BackedUpPostgres {
  readonly #options: BackedUpOptions;
  readonly #running = new Set<ChildProcess>();

  constructor(options: BackedUpOptions) {
    this.#options = options;
    for (const directory of ["volume", "tmp", "backup-tmp", "socket", "scripts/secret", "scripts/backup-secret"]) {
      mkdirSync(this.#path(directory), { recursive: true });
      this.#own(directory);
    }
    this.#own("");
  }

  /** Writes what the operator puts into the ConfigMap. */
  configure(postgres: { readonly restore?: object; readonly backup?: object } = {}): void {
    const { cell: name, backup, secret, certificate } = this.#options;
    const cell = parseCell({
      apiVersion: "cellwire.dev/v1alpha1",
      kind: "Cell",
      metadata: { name, namespace: `cell-${name}` },
      spec: {
        region: name,
        schedulable: postgres.restore === undefined,
        postgres: { ...postgres, backup: { secretName: "backup", ...backup, ...postgres.backup } },
      },
    });
    const { data } = postgresConfigMap({ cell, uid: "1" }, "1Gi") as unknown as { data: Record<string, string> };
    for (const file of readdirSync(this.#path("scripts"))) {
      if (!file.endsWith("secret")) rmSync(this.#path(`scripts/${file}`));
    }
    for (const [file, text] of Object.entries(data))
      writeFileSync(this.#path(`scripts/${file}`), this.#moved(text, "tmp"));
    for (const file of ["backup.sh", "backup-look.sql", "backup-serve.sh"]) {
      writeFileSync(this.#path(`scripts/${file}`), this.#moved(data[file]!, "backup-tmp"));
    }
    writeFileSync(this.#path("scripts/secret/password"), PASSWORD);
    this.setSecret(secret);
    copyFileSync(certificate, this.#path("scripts/backup-secret/ca.crt"));
  }

  setSecret(secret: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(secret)) writeFileSync(this.#path(`scripts/backup-secret/${key}`), value);
  }

  /** @returns the end of the server's pod: its code and what it complained of */
  start(): Promise<{ readonly code: number | null; readonly errors: string }> {
    const settings = {
      port: this.#options.ports.postgres,
      unix_socket_directories: this.#path("socket"),
      listen_addresses: "127.0.0.1",
      hba_file: this.#path("scripts/pg_hba.conf"),
      archive_mode: "on",
      archive_command: this.#moved(ARCHIVE_COMMAND, "tmp"),
      fsync: "off",
    };
    return this.#run(
      "run.sh",
      Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    );
  }

  startBackups(): void {
    void this.#run("backup.sh", []);
  }

  isReady(): boolean {
    return this.#psql("select 1").status === 0;
  }

  sql(text: string): string {
    const { status, stdout, stderr } = this.#psql(text);
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  async state(): Promise<BackupState | undefined> {
    const url = `http://127.0.0.1:${this.#options.ports.internal}${STATE_PATH}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    return answer?.ok ? ((await answer.json()) as BackupState) : undefined;
  }

  async metrics(): Promise<string> {
    const url = `http://127.0.0.1:${this.#options.ports.internal}/metrics`;
    return await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
  }

  /** All processes, as a node that fails. */
  async kill(): Promise<void> {
    const ends = [...this.#running].map((child) => once(child, "close"));
    for (const child of this.#running) process.kill(-child.pid!, "SIGKILL");
    await Promise.all(ends);
    rmSync(this.#path("socket"), { recursive: true });
    mkdirSync(this.#path("socket"));
    this.#own("socket");
  }

  loseVolume(): void {
    rmSync(this.#path("volume"), { recursive: true });
    mkdirSync(this.#path("volume"));
    this.#own("volume");
  }

  /** What the pod's status would say. */
  terminationMessage(): string {
    return readFileSync(this.#path("tmp/termination-log"), "utf8").trim();
  }

  hasGap(): boolean {
    return existsSync(this.#path("volume/archive-gap"));
  }

  waitingSegments(): number {
    return Number(this.sql("select count(*) from pg_ls_archive_statusdir() where name like '%.ready'"));
  }

  async #run(script: string, args: readonly string[]) {
    const { account } = this.#options;
    const child = spawn("/bin/sh", [this.#path(`scripts/${script}`), ...args], {
      ...account,
      env: { PATH: fullEnvironment()["PATH"] },
      cwd: "/",
      // A group of its own, so that all of it can be killed.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#running.add(child);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const [code] = (await once(child, "close")) as [number | null];
    this.#running.delete(child);
    return { code, errors };
  }

  #psql(text: string) {
    const { uid, gid } = this.#options.account;
    const login = ["--host=127.0.0.1", `--port=${this.#options.ports.postgres}`, "--username=cellwire", "cellwire"];
    const args = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", text, ...login];
    return spawnSync("psql", args, {
      uid,
      gid,
      cwd: "/",
      env: { ...fullEnvironment(), PGPASSWORD: PASSWORD },
      encoding: "utf8",
    });
  }

  #path(name: string): string {
    return path.join(this.#options.root, name);
  }

  #own(name: string): void {
    chownSync(this.#path(name), this.#options.account.uid, this.#options.account.gid);
  }

  #moved(text: string, scratch: string): string {
    const { postgres, internal } = this.#options.ports;
    return (
      text
        .replaceAll(/(?<![\w/-])\/tmp(?=[/\n ]|$)/gm, this.#path(scratch))
        .replaceAll("/etc/cellwire", this.#path("scripts"))
        .replaceAll("/var/lib/cellwire", this.#path("volume"))
        .replaceAll("/run/cellwire", this.#path("socket"))
        .replaceAll("/dev/termination-log", this.#path("tmp/termination-log"))
        // Patience that a test need not have.
        .replaceAll("io-timeout=20", "io-timeout=1")
        .replaceAll("io-timeout=5", "io-timeout=1")
        .replaceAll(/(sleep |pause=)(30|300)\b/g, "$12")
        .replaceAll(String(PORTS.postgres), String(postgres))
        .replaceAll(String(PORTS.internal), String(internal))
    );
  }
}

export function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string) => Number(execFileSync("id", [option, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
