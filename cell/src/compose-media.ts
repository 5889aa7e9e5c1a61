/** Media in the processes of a cell: gateways hand out URLs, forwarders answer other cells and sweep. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Member } from "./compose-member.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import { mediaSettings } from "./config.ts";
import { CellRegistry } from "./forward/cell-registry.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import { Peers } from "./forward/peers.ts";
import { MediaCatalog } from "./media/catalog.ts";
import { MediaDownloads } from "./media/downloads.ts";
import type { MediaParts } from "./media/requests.ts";
import { S3ObjectStore } from "./media/s3-object-store.ts";
import { MediaSweep } from "./media/sweep.ts";
import { MediaUploads } from "./media/uploads.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";

/** undefined: the cell has no object store. */
export function addGatewayMedia(member: Member<GatewayConfig>): MediaParts | undefined {
  const media = openMedia(member);
  if (!media) return undefined;
  const { config, lifecycle, log, ownKeys, directoryAnswers } = member;
  const cell = config.CELLWIRE_CELL;
  const shared = { clock: systemClock, random: systemRandom, log };
  const tokens = new PeerTokenIssuer({ cell, keys: ownKeys, clock: systemClock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const fetchCells = (signal: AbortSignal) => directory.cells(signal);
  const cells = new CellRegistry({ ...shared, fetchCells, answers: directoryAnswers });
  const peers = new Peers({ ...shared, cells, tokens });
  lifecycle.add({ name: "media-store", start: async () => {}, stop: async () => media.objects.close() });
  lifecycle.add({ name: "media-directory", start: async () => {}, stop: () => directory.close() });
  lifecycle.add(cells).add(peers);
  const uploads = new MediaUploads({ ...media, clock: systemClock });
  return { cell, uploads, downloads: new MediaDownloads(media), peers };
}

/** What other cells may ask for; undefined: nothing. */
export function addForwarderMedia(member: Member<ForwarderConfig>): MediaDownloads | undefined {
  const media = openMedia(member);
  if (!media) return undefined;
  member.lifecycle.add(new MediaSweep({ ...media, clock: systemClock, log: member.log }));
  return new MediaDownloads(media);
}

function openMedia({ config, pool, statements }: Member<MemberConfig>) {
  const settings = mediaSettings(config);
  if (!settings) return undefined;
  const { limits, s3 } = settings;
  return { limits, objects: new S3ObjectStore(s3), catalog: new MediaCatalog({ pool, statements }) };
}
