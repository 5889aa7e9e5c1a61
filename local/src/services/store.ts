/** What Postgres and Redis of this machine have in common: a plan, and the host that they run on. */

import type { ServiceAccount } from "../service-account.ts";

/** Name of the database and of its owner. */
export const DATABASE_LOGIN = "cellwire";

export interface StorePlan {
  /** `eu/postgres` */
  readonly name: string;
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
  readonly password: string;
  readonly url: string;
  readonly connectionsMax: number;
}

export interface StoreHost {
  /** Undefined: the invoking user. */
  readonly account: ServiceAccount | undefined;
  readonly env: Readonly<Record<string, string>>;
}
