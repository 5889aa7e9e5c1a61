/** The cells eu and us on a Kubernetes cluster, as scenarios see them. */

import { signUserToken } from "@cellwire/local/user-token.ts";
import type { KeySet } from "@cellwire/local/keys.ts";
import { PASSWORD_FILE } from "@cellwire/operator/resources/store-pod.ts";
import { DATABASE_LOGIN } from "@cellwire/operator/resources/store-secrets.ts";
import { parseUserId, type UserId } from "@cellwire/protocol";
import type { CellName, CellsUnderTest } from "../../scenarios/harness/cells-under-test.ts";
import { eventually } from "../../scenarios/harness/eventually.ts";
import { CELLS, cellNamespace, gatewayUrl, untilAvailable } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { DIRECTORY_NODE_PORT } from "./installation.ts";

const OUTBOX = "select count(*) from outbox where sender = any (string_to_array(:'senders', ','))";
/** The pod has the password; the test need not. */
const PSQL =
  `PGPASSWORD=$(cat ${PASSWORD_FILE}) exec psql --no-psqlrc --tuples-only --no-align ` +
  `--host=127.0.0.1 --username=${DATABASE_LOGIN} "$@" ${DATABASE_LOGIN}`;

export class KubernetesCells implements CellsUnderTest {
  readonly directoryUrl: string;
  readonly dataDir: string;
  readonly access: ClusterAccess;
  readonly #application: KeySet;

  /** @param parts.dataDir for the histories of failed scenarios */
  constructor(access: ClusterAccess, parts: { readonly application: KeySet; readonly dataDir: string }) {
    this.access = access;
    this.directoryUrl = `http://${access.nodeAddress}:${DIRECTORY_NODE_PORT}`;
    this.dataDir = parts.dataDir;
    this.#application = parts.application;
  }

  userToken(user: string): Promise<string> {
    return signUserToken(this.#application, parseUserId(user));
  }

  /** All gateways of a cell are behind one address here. */
  gatewayUrl(cell: CellName): string {
    return gatewayUrl(this.access, cell);
  }

  async nothingOwed(senders: readonly UserId[], timeoutMs: number): Promise<void> {
    const owed = () => Promise.all(CELLS.map((cell) => this.#owedBy(cell, senders)));
    const what = "every outbox of the cells is empty";
    await eventually(async () => (await owed()).every((count) => count === 0), { what, timeoutMs });
  }

  async repair(): Promise<void> {
    await Promise.all(CELLS.map((cell) => untilAvailable(this.access, cell)));
  }

  /** Histories are kept where they are written. */
  markFailed(): void {
    process.stderr.write(`histories are kept in ${this.dataDir}\n`);
  }

  async #owedBy(cell: CellName, senders: readonly UserId[]): Promise<number> {
    const pod = { namespace: cellNamespace(cell), pod: `${cell}-postgres-0` };
    const psql = ["/bin/sh", "-c", PSQL, "psql", `--set=senders=${senders.join(",")}`];
    return Number((await this.access.exec(pod, psql, OUTBOX)).trim());
  }
}
