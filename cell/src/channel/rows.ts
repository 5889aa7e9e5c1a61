/** Rows of channels as Postgres answers them. */

import type { CellId, ChannelId, ErrorCode, UserId, cellwire } from "@cellwire/protocol";
import { keyFrom, uuidBytes } from "../inbox/rows.ts";
import type { Post, Told } from "./contract.ts";

export interface PostOutcomeRow {
  code: ErrorCode | "";
  term: string;
  n: string;
  accepted_ms: string;
  is_new: boolean;
}

export interface ViewRow {
  ref: number;
  authority: CellId;
  title: Buffer;
  term: string;
  last_n: string;
  base_term: string;
  base_n: string;
  is_followed: boolean;
  subscribers: string;
  read_term: number | null;
  read_n: string | null;
  posters: UserId[];
  roles: cellwire.v1.ChannelRole[];
}

export interface ToldRow {
  id: ChannelId;
  title: Buffer;
  term: string;
  last_n: string;
  subscribers: string;
}

export interface SubscribedRow extends ToldRow {
  read_term: number;
  read_n: string;
}

export interface HeadRow {
  id: ChannelId;
  authority: CellId;
  term: string;
  last_n: string;
  is_followed: boolean;
}

export interface PostRow {
  id: string;
  term: string;
  n: string;
  sender: UserId;
  content: Buffer;
  accepted_ms: string;
}

export function postFrom({ id, term, n, sender, content, accepted_ms }: PostRow): Post {
  return { key: keyFrom(term, n), messageId: uuidBytes(id), sender, content, acceptedAtMs: Number(accepted_ms) };
}

export function told({ id, title, term, last_n, subscribers }: ToldRow): Told {
  return { channel: id, title, head: keyFrom(term, last_n), subscribers: Number(subscribers) };
}

export function bytes(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
