/** The directory service in memory, by the rules of directory-service/src/registry/rules.ts. */

import { isDeepStrictEqual } from "node:util";
import type { CellRecord, CellRegistration } from "@cellwire/protocol";
import { registrationOf } from "../src/cell/registration.ts";
import { DirectoryError, type Directory, type NewRegistration } from "../src/directory/directory.ts";

export class FakeDirectory implements Directory {
  readonly registrations: string[] = [];
  isReachable = true;
  readonly #records = new Map<string, CellRecord>();
  #revision = 0;

  lookup(cell: string): ReturnType<Directory["lookup"]> {
    return this.isReachable ? { known: true, record: this.#records.get(cell) } : { known: false };
  }

  async fetch(cell: string): Promise<CellRecord | undefined> {
    this.#assertReachable();
    return this.#records.get(cell);
  }

  async register({ cell, registration, after }: NewRegistration): Promise<CellRecord> {
    this.#assertReachable();
    const current = this.#records.get(cell);
    if (current && isDeepStrictEqual(registrationOf(current), registration)) return current;
    if (after?.revision !== current?.revision) throw refusal("REGISTRATION_CHANGED");
    return this.put(cell, registration);
  }

  /** As others do, unconditionally. */
  async put(cell: string, registration: CellRegistration): Promise<CellRecord> {
    const current = this.#records.get(cell);
    this.#assertAllowed(current, registration);
    this.registrations.push(`${cell} ${registration.state} ${registration.generation}`);
    this.#revision += 1;
    const record = { ...registration, cell, users: current?.users ?? 0, revision: this.#revision };
    this.#records.set(cell, record);
    return record;
  }

  setUsers(cell: string, users: number): void {
    this.#records.set(cell, { ...this.#records.get(cell)!, users });
  }

  #assertReachable(): void {
    if (!this.isReachable)
      throw Object.assign(new Error("no connection to the directory"), { code: "HTTP_UNREACHABLE" });
  }

  #assertAllowed(current: CellRecord | undefined, registration: CellRegistration): void {
    if (current === undefined) return;
    if (registration.generation < current.generation) throw refusal("GENERATION_BEHIND");
    const isNewIncarnation = current.state === "RETIRED" && registration.generation > current.generation;
    const overlaps = current.publicKeys.some(({ kid }) => registration.publicKeys.some((key) => key.kid === kid));
    if (!isNewIncarnation && !overlaps) throw refusal("KEYS_WITHOUT_OVERLAP");
  }
}

function refusal(code: string): DirectoryError {
  return new DirectoryError(`the directory refused: ${code}`, { code, status: 409 });
}
