// node-volumes serves the StorageClass "standard" of the native cluster: a directory of the node for each claim, kept
// or removed as the class says, and grown when its claim asks for more. Sizes are recorded, not enforced.
//
// Usage: node-volumes KUBECONFIG NODE DIRECTORY
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	provisioner    = "cellwire.dev/node-volumes"
	provisionedBy  = "pv.kubernetes.io/provisioned-by"
	selectedNode   = "volume.kubernetes.io/selected-node"
	hostname       = "kubernetes.io/hostname"
	interval       = 300 * time.Millisecond
	requestTimeout = 10 * time.Second
)

type volumes struct {
	client    kubernetes.Interface
	node      string
	directory string
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: node-volumes KUBECONFIG NODE DIRECTORY")
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	v := volumes{client: client, node: os.Args[2], directory: os.Args[3]}
	for range time.Tick(interval) {
		if err := v.runOnce(); err != nil {
			log.Print(err)
		}
	}
}

// runOnce looks at everything: one node, a few dozen claims. One that fails does not keep the others waiting.
func (v volumes) runOnce() error {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	class, err := v.client.StorageV1().StorageClasses().Get(ctx, "standard", metav1.GetOptions{ResourceVersion: "0"})
	if err != nil {
		return err
	}
	claims, err := v.client.CoreV1().PersistentVolumeClaims("").List(ctx, metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		return err
	}
	existing, err := v.client.CoreV1().PersistentVolumes().List(ctx, metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		return err
	}
	byName := map[string]*v1.PersistentVolume{}
	var faults []error
	for i := range existing.Items {
		volume := &existing.Items[i]
		byName[volume.Name] = volume
		faults = append(faults, v.remove(ctx, volume))
	}
	for i := range claims.Items {
		claim := &claims.Items[i]
		if claim.Spec.StorageClassName == nil || *claim.Spec.StorageClassName != class.Name {
			continue
		}
		if volume := byName[nameFor(claim)]; volume == nil {
			faults = append(faults, v.provision(ctx, class, claim))
		} else {
			faults = append(faults, v.grow(ctx, volume, claim))
		}
	}
	return errors.Join(faults...)
}

func nameFor(claim *v1.PersistentVolumeClaim) string {
	return "pvc-" + string(claim.UID)
}

// provision waits until a pod that uses the claim has been given to this node.
func (v volumes) provision(ctx context.Context, class *storagev1.StorageClass, claim *v1.PersistentVolumeClaim) error {
	if claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil || claim.Annotations[selectedNode] != v.node {
		return nil
	}
	path := filepath.Join(v.directory, nameFor(claim))
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	onThisNode := v1.NodeSelectorTerm{MatchExpressions: []v1.NodeSelectorRequirement{
		{Key: hostname, Operator: v1.NodeSelectorOpIn, Values: []string{v.node}},
	}}
	volume := &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: nameFor(claim), Annotations: map[string]string{provisionedBy: provisioner}},
		Spec: v1.PersistentVolumeSpec{
			Capacity:                      v1.ResourceList{v1.ResourceStorage: claim.Spec.Resources.Requests[v1.ResourceStorage]},
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: *class.ReclaimPolicy,
			StorageClassName:              class.Name,
			PersistentVolumeSource:        v1.PersistentVolumeSource{Local: &v1.LocalVolumeSource{Path: path}},
			NodeAffinity: &v1.VolumeNodeAffinity{
				Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{onThisNode}},
			},
			ClaimRef: &v1.ObjectReference{
				Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
		},
	}
	_, err := v.client.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) { // the list was older than our own last write
		return nil
	}
	return err
}

// grow does what a resizer would: the volume first, then the claim's status.
func (v volumes) grow(ctx context.Context, volume *v1.PersistentVolume, claim *v1.PersistentVolumeClaim) error {
	wanted := claim.Spec.Resources.Requests[v1.ResourceStorage]
	if claim.Status.Phase != v1.ClaimBound || wanted.Cmp(claim.Status.Capacity[v1.ResourceStorage]) <= 0 {
		return nil
	}
	if wanted.Cmp(volume.Spec.Capacity[v1.ResourceStorage]) > 0 {
		volume.Spec.Capacity[v1.ResourceStorage] = wanted
		if _, err := v.client.CoreV1().PersistentVolumes().Update(ctx, volume, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	claim.Status.Capacity[v1.ResourceStorage] = wanted
	_, err := v.client.CoreV1().PersistentVolumeClaims(claim.Namespace).UpdateStatus(ctx, claim, metav1.UpdateOptions{})
	return err
}

func (v volumes) remove(ctx context.Context, volume *v1.PersistentVolume) error {
	ours := volume.Annotations[provisionedBy] == provisioner
	released := volume.Status.Phase == v1.VolumeReleased
	if !ours || !released || volume.Spec.PersistentVolumeReclaimPolicy != v1.PersistentVolumeReclaimDelete {
		return nil
	}
	if filepath.Dir(volume.Spec.Local.Path) != v.directory {
		return fmt.Errorf("%s is not below %s", volume.Spec.Local.Path, v.directory)
	}
	if err := os.RemoveAll(volume.Spec.Local.Path); err != nil {
		return err
	}
	err := v.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
