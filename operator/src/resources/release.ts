/** What a cell's pods run: an image's tag, and which revision of the pod templates. Never the operator's version. */

import type { KubeObject } from "../kube/contract.ts";

export interface Release {
  readonly version: string;
  readonly templateRevision: number;
}

/** A release, and the image that stands for it. */
export interface ReleaseImage {
  readonly release: Release;
  readonly image: string;
}

/**
 * The newest revision that the builders know. Raise it with any change of a pod template, and keep building the older
 * ones: otherwise an upgrade of the operator restarts every pod of every cell.
 */
export const TEMPLATE_REVISION = 1;

const VERSION = "cellwire.dev/version";
const REVISION = "cellwire.dev/template-revision";
const IMAGE = "cellwire.dev/image";

export function releaseAnnotations({ release, image }: ReleaseImage): Record<string, string> {
  return { [VERSION]: release.version, [REVISION]: String(release.templateRevision), [IMAGE]: image };
}

/** What a workload carries since it was last applied; undefined when there is none. */
export function carriedRelease(workload: KubeObject | undefined): ReleaseImage | undefined {
  const { [VERSION]: version, [REVISION]: revision, [IMAGE]: image } = workload?.metadata.annotations ?? {};
  if (version === undefined || revision === undefined || image === undefined) return undefined;
  return { release: { version, templateRevision: Number(revision) }, image };
}

export function isSameRelease(one: Release | undefined, other: Release | undefined): boolean {
  return one?.version === other?.version && one?.templateRevision === other?.templateRevision;
}

export function releaseText({ version, templateRevision }: Release): string {
  return `${version} (templates ${templateRevision})`;
}
