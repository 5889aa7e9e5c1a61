/** What every native cluster has besides what Kubernetes makes itself. */

export const CLUSTER_MANIFESTS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: standard
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: cellwire.dev/node-volumes
reclaimPolicy: Delete
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: true
`;
