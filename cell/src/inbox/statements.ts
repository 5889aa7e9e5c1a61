/** The inbox's SQL, read once from sql/. */

import { readFileSync } from "node:fs";

export type StatementName =
  | "channel-cells"
  | "channel-heads"
  | "channel-range"
  | "channel-range-before"
  | "channel-subscriptions"
  | "channel-told"
  | "channel-view"
  | "channels-followed"
  | "device-lists"
  | "doubtful-groups"
  | "due-receipts"
  | "fetch-range"
  | "group-for-cell"
  | "group-receipt-page"
  | "group-view"
  | "heads"
  | "holes"
  | "incarnation"
  | "keep-device-list"
  | "keep-directory-answer"
  | "linked-devices"
  | "load-directory-answer"
  | "local-members"
  | "media-claim-due"
  | "media-commit"
  | "media-find"
  | "media-forget"
  | "media-name-upload"
  | "media-stored"
  | "name-device"
  | "openings"
  | "outbox-depths"
  | "own-keys"
  | "park-lost"
  | "push-gone"
  | "push-settle"
  | "push-subscribe"
  | "push-unsubscribe"
  | "people"
  | "placements"
  | "privacy"
  | "read-advances"
  | "read-batch"
  | "receipts-reported"
  | "record-last-seen"
  | "record-refusals-through"
  | "redrive"
  | "refusals"
  | "release-lanes"
  | "settings"
  | "stale-sends"
  | "storage-used"
  | "suspect-claims"
  | "take-budget"
  | "taking"
  | "unknown-homes"
  | "unresolved-recipients"
  | "visible-presence";

export type Statements = (name: StatementName) => { name: string; text: string };

/** Statements are prepared once per connection under their file's name. */
export function loadStatements(): Statements {
  const loaded = new Map<StatementName, { name: string; text: string }>();
  return (name) => {
    let statement = loaded.get(name);
    if (!statement) {
      statement = { name, text: readFileSync(new URL(`sql/${name}.sql`, import.meta.url), "utf8") };
      loaded.set(name, statement);
    }
    return statement;
  };
}

export const MIGRATIONS = new URL("migrations/", import.meta.url);
