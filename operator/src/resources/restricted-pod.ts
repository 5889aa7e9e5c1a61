/**
 * The `restricted` Pod Security Standard, for every pod of a cell:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

/** `uid` is the user, the group and the group of mounted volumes. */
export function podSecurity(uid: number) {
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    // Otherwise each start walks through all of a large volume.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
} as const;

/** What no pod of a cell needs: a token for the API server, and a variable for each Service of the namespace. */
export const NO_PRIVILEGES = { automountServiceAccountToken: false, enableServiceLinks: false } as const;
