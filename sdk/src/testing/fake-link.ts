import type { ServerBody, UserId } from "@cellwire/protocol";

/** What the cell needs of a connected device. */
export interface FakeLink {
  readonly user: UserId;
  readonly device: string;
  readonly say: (...frames: ServerBody[]) => void;
  readonly closed: (code: "REPLACED" | "REVOKED") => void;
}
