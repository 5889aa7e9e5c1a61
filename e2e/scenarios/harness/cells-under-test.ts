/** What a scenario needs of the cells that it runs on, whatever they run on: processes of this machine, or Kubernetes. */

import type { UserId } from "@cellwire/protocol";

export type CellName = "eu" | "us";

export interface CellsUnderTest {
  readonly directoryUrl: string;
  /** Where histories of failed scenarios are kept. */
  readonly dataDir: string;
  userToken(user: string): Promise<string>;
  gatewayUrl(cell: CellName, index: number): string;
  /** Resolves when no cell owes another a message of these senders. */
  nothingOwed(senders: readonly UserId[], timeoutMs: number): Promise<void>;
  /** Whatever a scenario left stopped or frozen runs again. */
  repair(): Promise<void>;
  /** Keeps the data directory for whoever looks into it. */
  markFailed(): void;
}
