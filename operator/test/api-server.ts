/**
 * A real etcd and a real kube-apiserver without nodes or controllers, on loopback, in a temporary directory: objects
 * stay as they were written, no pod ever runs, nothing is collected as garbage.
 *
 *     describe.skipIf(apiServerMissing())("…", () => {
 *       let server: ApiServer;
 *       beforeAll(async () => { server = await startApiServer(); });
 *       afterAll(() => server.stop());
 */

import { generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { Agent, request } from "undici";
import { TestProcess } from "./child-process.ts";
import { findProgram, kubernetesFolders, searchPath } from "./config.ts";
import { applyCrdFiles } from "./crd-files.ts";

const HOST = "127.0.0.1";
const READY_POLL_MS = 50;
const READY_MS = 60_000;
const PORT_MIN = 24_000;
const PORT_MAX = 32_000;
const PORT_TRIES_MAX = 50;
const ADMIN = "admin";

/** What to do when the tests can't run here; undefined when they can. Says so on standard error too. */
export function apiServerMissing(): string | undefined {
  const remedies = [];
  if (!findProgram("kube-apiserver", kubernetesFolders()))
    remedies.push("`./cellwire cluster up` builds kube-apiserver");
  if (!findProgram("etcd", searchPath())) remedies.push("`apt-get install etcd-server` brings etcd");
  if (remedies.length === 0) return undefined;
  const sentence = `SKIPPED, tests against a real API server: ${remedies.join(", ")}`;
  process.stderr.write(`${sentence}\n`);
  return sentence;
}

export async function startApiServer(options: { arguments?: readonly string[] } = {}): Promise<ApiServer> {
  const server = new ApiServer(options.arguments ?? []);
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export class ApiServer implements AsyncDisposable {
  readonly #directory = mkdtempSync(path.join(tmpdir(), "cellwire-kube-"));
  readonly #token = randomBytes(24).toString("base64url");
  readonly #extraArguments: readonly string[];
  readonly #removeDirectory = () => rmSync(this.#directory, { recursive: true, force: true });
  #ports: { readonly etcd: number; readonly etcdPeer: number; readonly api: number } | undefined;
  #etcd: TestProcess | undefined;
  #api: TestProcess | undefined;

  constructor(extraArguments: readonly string[]) {
    this.#extraArguments = extraArguments;
    process.once("exit", this.#removeDirectory);
  }

  get port(): number {
    return this.#known.api;
  }

  get etcdUrl(): string {
    return `http://${HOST}:${this.#known.etcd}`;
  }

  /** Starts what does not run; resolves when the API is ready. */
  async start(): Promise<void> {
    this.#ports ??= { etcd: await freePort(), etcdPeer: await freePort(), api: await freePort() };
    this.#etcd ??= this.#startEtcd();
    this.#api ??= this.#startApi();
    await this.#waitReady(this.#api);
  }

  /** As kill -9; the objects stay in etcd, and `start` brings the server back on the same port. */
  async killApiServer(): Promise<void> {
    await this.#api?.kill();
    this.#api = undefined;
  }

  /** SIGSTOP and SIGCONT: it keeps its connections and answers nothing. */
  signalApiServer(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#api?.signal(signal);
  }

  /**
   * Of an administrator, or of him acting as another user.
   * @param as.port of a proxy in front of the server
   */
  config(as: { user?: string; port?: number } = {}): KubeConfig {
    const config = new KubeConfig();
    const server = `https://${HOST}:${as.port ?? this.port}`;
    const caData = Buffer.from(this.#certificate()).toString("base64");
    const impersonation = as.user === undefined ? {} : { impersonateUser: as.user };
    config.loadFromClusterAndUser(
      { name: "test", server, caData, skipTLSVerify: false },
      { name: ADMIN, token: this.#token, ...impersonation },
    );
    return config;
  }

  /** For other processes. Returns the path of the administrator's kubeconfig. */
  kubeconfigFile(): string {
    const file = path.join(this.#directory, "kubeconfig.json");
    writeFileSync(file, this.config().exportConfig());
    return file;
  }

  /** Applies the CustomResourceDefinitions of YAML files; resolves when the server serves their kinds. */
  async applyCrds(files: readonly string[]): Promise<void> {
    await applyCrdFiles(this.config(), files);
  }

  /** Drops the history of all objects: watches from an older resourceVersion get 410. */
  async compact(resourceVersion: string): Promise<void> {
    const body = JSON.stringify({ revision: resourceVersion, physical: true });
    const response = await request(`${this.etcdUrl}/v3/kv/compaction`, { method: "POST", body });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`etcd did not compact: ${text}`);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#api?.kill(), this.#etcd?.kill()]);
    this.#removeDirectory();
    process.removeListener("exit", this.#removeDirectory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #known() {
    if (this.#ports === undefined) throw new Error("the API server was not started");
    return this.#ports;
  }

  #certificate(): string {
    return readFileSync(path.join(this.#directory, "certificates", "apiserver.crt"), "utf8");
  }

  #startEtcd(): TestProcess {
    const peerUrl = `http://${HOST}:${this.#known.etcdPeer}`;
    return this.#process("etcd", searchPath(), {
      name: "test",
      "data-dir": path.join(this.#directory, "etcd"),
      "listen-client-urls": this.etcdUrl,
      "advertise-client-urls": this.etcdUrl,
      "listen-peer-urls": peerUrl,
      "initial-advertise-peer-urls": peerUrl,
      "initial-cluster": `test=${peerUrl}`,
      "unsafe-no-fsync": "true",
      "log-level": "error",
    });
  }

  #startApi(): TestProcess {
    const key = path.join(this.#directory, "service-account.pem");
    if (!existsSync(key)) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      writeFileSync(key, privateKey.export({ type: "sec1", format: "pem" }));
      writeFileSync(path.join(this.#directory, "tokens.csv"), `${this.#token},${ADMIN},${ADMIN},system:masters\n`);
    }
    return this.#process("kube-apiserver", kubernetesFolders(), {
      "etcd-servers": this.etcdUrl,
      "bind-address": HOST,
      "advertise-address": HOST,
      "secure-port": String(this.port),
      "cert-dir": path.join(this.#directory, "certificates"),
      "token-auth-file": path.join(this.#directory, "tokens.csv"),
      "authorization-mode": "RBAC",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": key,
      "service-account-signing-key-file": key,
      "service-cluster-ip-range": "10.96.0.0/24",
      "endpoint-reconciler-type": "none",
      // No controller makes the default service accounts without which pods would be refused.
      "disable-admission-plugins": "ServiceAccount",
      profiling: "false",
    });
  }

  #process(name: string, folders: readonly string[], flags: Readonly<Record<string, string>>): TestProcess {
    const command = findProgram(name, folders);
    if (command === undefined) throw new Error(apiServerMissing());
    const extra = name === "etcd" ? [] : this.#extraArguments;
    const all = [...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), ...extra];
    return new TestProcess({ command, arguments: all, logFile: path.join(this.#directory, `${name}.log`) });
  }

  async #waitReady(api: TestProcess): Promise<void> {
    const deadline = AbortSignal.timeout(READY_MS);
    while (!deadline.aborted && !api.hasExited && !this.#etcd?.hasExited) {
      if (await this.#isReady()) return;
      await sleep(READY_POLL_MS);
    }
    throw new Error(`the API server is not ready:\n${this.#etcd?.logTail()}\n${api.logTail()}`);
  }

  async #isReady(): Promise<boolean> {
    try {
      await using agent = disposable(new Agent({ connect: { ca: this.#certificate() } }));
      const headers = { authorization: `Bearer ${this.#token}` };
      const url = `https://${HOST}:${this.port}/readyz`;
      const { statusCode, body } = await request(url, { dispatcher: agent.value, headers });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false; // no certificate yet, or refused
    }
  }
}

function disposable(value: Agent): AsyncDisposable & { readonly value: Agent } {
  return { value, [Symbol.asyncDispose]: () => value.destroy() };
}

/**
 * One that was free a moment ago, below those that the system deals out to outgoing connections: one of these could
 * take it before the server does.
 */
async function freePort(): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    try {
      return await listenOnce(port);
    } catch (error) {
      if (tries === PORT_TRIES_MAX) throw error;
    }
  }
}

async function listenOnce(port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once("error", reject);
  server.listen(port, HOST, () => server.close(() => resolve(port)));
  return await promise;
}
