// node-policies enforces the NetworkPolicies of the native cluster between its pods, and between them and what is outside,
// by nftables in the node's network namespace. For tests: it looks again twice a second, so a new pod is free until then,
// connections that exist are not cut, and traffic with the node itself (probes, DNS, the API server) is never filtered.
//
// Usage: node-policies KUBECONFIG
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	interval       = 500 * time.Millisecond
	requestTimeout = 10 * time.Second
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: node-policies KUBECONFIG")
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	enforced := ""
	for range time.Tick(interval) {
		rules, err := rulesOf(client)
		if err == nil && rules != enforced {
			err = load(rules)
		}
		if err != nil {
			log.Print(err)
			continue
		}
		enforced = rules
	}
}

func rulesOf(client kubernetes.Interface) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	cached := metav1.ListOptions{ResourceVersion: "0"}
	namespaces, err := client.CoreV1().Namespaces().List(ctx, cached)
	if err != nil {
		return "", err
	}
	pods, err := client.CoreV1().Pods("").List(ctx, cached)
	if err != nil {
		return "", err
	}
	policies, err := client.NetworkingV1().NetworkPolicies("").List(ctx, cached)
	if err != nil {
		return "", err
	}
	c := cluster{labels: map[string]map[string]string{}}
	for _, namespace := range namespaces.Items {
		c.labels[namespace.Name] = namespace.Labels
	}
	for _, pod := range pods.Items {
		ended := pod.Status.Phase == v1.PodSucceeded || pod.Status.Phase == v1.PodFailed
		if pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !ended {
			c.pods = append(c.pods, pod)
		}
	}
	return c.ruleset(policies.Items)
}

// load replaces the whole table at once.
func load(rules string) error {
	nft := exec.Command("nft", "-f", "-")
	nft.Stdin = strings.NewReader(rules)
	if output, err := nft.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, output)
	}
	return nil
}

type cluster struct {
	labels map[string]map[string]string // of namespaces, by name
	pods   []v1.Pod
}

// ruleset has two chains for a pod that policies isolate: a packet goes through that of its sender and that of its
// receiver, and each lets it return or drops it.
func (c cluster) ruleset(policies []networking.NetworkPolicy) (string, error) {
	var forward, chains strings.Builder
	for _, pod := range c.pods {
		for _, direction := range []networking.PolicyType{networking.PolicyTypeEgress, networking.PolicyTypeIngress} {
			isolated, allowed, err := c.allowed(pod, direction, policies)
			if err != nil {
				return "", err
			}
			if !isolated {
				continue
			}
			chain := strings.ToLower(string(direction)) + "_" + strings.ReplaceAll(string(pod.UID), "-", "_")
			own, _ := sides(direction)
			fmt.Fprintf(&forward, "    ip %s %s jump %s\n", own, pod.Status.PodIP, chain)
			fmt.Fprintf(&chains, "  chain %s {\n%s    drop\n  }\n", chain, strings.Join(allowed, ""))
		}
	}
	return "table ip cellwire_policies\ndelete table ip cellwire_policies\ntable ip cellwire_policies {\n" + chains.String() +
		"  chain forward {\n    type filter hook forward priority filter; policy accept;\n" +
		"    ct state established,related accept\n" + forward.String() + "  }\n}\n", nil
}

// sides names the address of the isolated pod and that of its peer.
func sides(direction networking.PolicyType) (own, peer string) {
	if direction == networking.PolicyTypeEgress {
		return "saddr", "daddr"
	}
	return "daddr", "saddr"
}

func (c cluster) allowed(
	pod v1.Pod, direction networking.PolicyType, policies []networking.NetworkPolicy,
) (isolated bool, rules []string, err error) {
	for _, policy := range policies {
		if policy.Namespace != pod.Namespace || !matches(&policy.Spec.PodSelector, pod.Labels) {
			continue
		}
		for _, kind := range policy.Spec.PolicyTypes {
			isolated = isolated || kind == direction
			if kind != direction {
				continue
			}
			for _, rule := range peersAndPorts(policy.Spec, direction) {
				lines, err := c.lines(rule, policy.Namespace, direction, pod)
				if err != nil {
					return false, nil, fmt.Errorf("policy %s/%s: %w", policy.Namespace, policy.Name, err)
				}
				rules = append(rules, lines...)
			}
		}
	}
	return isolated, rules, nil
}

type rule struct {
	peers []networking.NetworkPolicyPeer
	ports []networking.NetworkPolicyPort
}

func peersAndPorts(spec networking.NetworkPolicySpec, direction networking.PolicyType) (rules []rule) {
	if direction == networking.PolicyTypeEgress {
		for _, egress := range spec.Egress {
			rules = append(rules, rule{egress.To, egress.Ports})
		}
		return rules
	}
	for _, ingress := range spec.Ingress {
		rules = append(rules, rule{ingress.From, ingress.Ports})
	}
	return rules
}

// lines are the product of the rule's peers and its ports; none of either means any.
func (c cluster) lines(r rule, namespace string, direction networking.PolicyType, pod v1.Pod) ([]string, error) {
	_, side := sides(direction)
	peers := []string{""}
	if len(r.peers) > 0 {
		peers = nil
	}
	for _, peer := range r.peers {
		if peer.IPBlock != nil {
			match := fmt.Sprintf("ip %s %s ", side, peer.IPBlock.CIDR)
			if len(peer.IPBlock.Except) > 0 {
				match += fmt.Sprintf("ip %s != { %s } ", side, strings.Join(peer.IPBlock.Except, ", "))
			}
			peers = append(peers, match)
		} else if addresses := c.addresses(peer, namespace); len(addresses) > 0 {
			peers = append(peers, fmt.Sprintf("ip %s { %s } ", side, strings.Join(addresses, ", ")))
		}
	}
	ports, err := portMatches(r.ports, direction, pod)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, peer := range peers {
		for _, port := range ports {
			lines = append(lines, "    "+peer+port+"return\n")
		}
	}
	return lines, nil
}

func (c cluster) addresses(peer networking.NetworkPolicyPeer, namespace string) (addresses []string) {
	for _, pod := range c.pods {
		inside := pod.Namespace == namespace
		if peer.NamespaceSelector != nil {
			inside = matches(peer.NamespaceSelector, c.labels[pod.Namespace])
		}
		if inside && (peer.PodSelector == nil || matches(peer.PodSelector, pod.Labels)) {
			addresses = append(addresses, pod.Status.PodIP)
		}
	}
	return addresses
}

func portMatches(ports []networking.NetworkPolicyPort, direction networking.PolicyType, pod v1.Pod) ([]string, error) {
	if len(ports) == 0 {
		return []string{""}, nil
	}
	var matches []string
	for _, port := range ports {
		protocol := "tcp"
		if port.Protocol != nil {
			protocol = strings.ToLower(string(*port.Protocol))
		}
		switch {
		case port.Port == nil:
			matches = append(matches, "meta l4proto "+protocol+" ")
		case port.Port.IntValue() == 0 && direction == networking.PolicyTypeIngress:
			number := namedPort(pod, port.Port.StrVal)
			if number != 0 {
				matches = append(matches, fmt.Sprintf("%s dport %d ", protocol, number))
			}
		case port.Port.IntValue() == 0:
			return nil, fmt.Errorf("the named port %q of an egress rule is not supported", port.Port.StrVal)
		case port.EndPort != nil:
			matches = append(matches, fmt.Sprintf("%s dport %d-%d ", protocol, port.Port.IntValue(), *port.EndPort))
		default:
			matches = append(matches, fmt.Sprintf("%s dport %d ", protocol, port.Port.IntValue()))
		}
	}
	return matches, nil
}

func namedPort(pod v1.Pod, name string) int32 {
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name {
				return port.ContainerPort
			}
		}
	}
	return 0
}

func matches(selector *metav1.LabelSelector, set map[string]string) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(labels.Set(set))
}
