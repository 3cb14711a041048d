# shellcheck shell=bash disable=SC2154 # conf and pki are up's
# The real control plane and the kubelet (sourced by up).

kubernetes_programs() { # builds what is nowhere stored
	for name in kube-apiserver kube-controller-manager kube-scheduler kubelet; do
		stored $name >/dev/null && continue
		[ -z "${LAB_K8S_BIN:-}" ] || die "LAB_K8S_BIN has no $name"
		"$HERE/build-kubernetes"; return
	done
}
# kubernetes_fits: does this version have a way to the node's runtime? From 1.23 on it speaks CRI v1, up to 1.25 v1alpha2.
kubernetes_fits() {
	minor=$(kubernetes_minor) # the functions below go by it
	case $RUNTIME in
	docker) [ "$minor" -lt 24 ] || die "the mode $MODE needs dockershim, which Kubernetes has up to 1.23: this is 1.$minor" ;;
	containerd) [ -n "$VM" ] || [ "$minor" -ge 23 ] || ! containerd_since 2.0 || die "Kubernetes before 1.23 speaks CRI v1alpha2 only, which containerd 2 has not: this is 1.$minor" ;;
	crio) [ "$minor" -ge 23 ] || die "the mode crio needs Kubernetes 1.23 or later, which speaks CRI v1: this is 1.$minor (see LAB_K8S_BIN)" ;;
	esac
}

kubernetes_configuration() {
	for name in kubelet kube-controller-manager kube-scheduler; do kbin $name >/dev/null; done & # takes seconds where it unpacks
	unpack=$!
	[ -s "$pki/sa.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$pki/sa.key"
	cert kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
	cert "kubelet-$NODE" "/O=system:nodes/CN=system:node:$NODE" "IP:$NODE_IP,DNS:$NODE"
	cert controller-manager /CN=system:kube-controller-manager
	cert scheduler /CN=system:kube-scheduler
	for who in controller-manager scheduler; do kubeconfig $who "$conf/$who.kubeconfig"; done
	kubeconfig "kubelet-$NODE" "$conf/kubelet.kubeconfig" "https://$API_IP:$LAB_API_PORT"
	kubelet_configuration
}
kubelet_configuration() {
	cat >"$conf/kubelet.yaml" <<-EOT
		apiVersion: kubelet.config.k8s.io/v1beta1
		kind: KubeletConfiguration
		address: $NODE_IP
		port: 10250
		readOnlyPort: 0
		tlsCertFile: $pki/kubelet-$NODE.crt
		tlsPrivateKeyFile: $pki/kubelet-$NODE.key
		authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
		authorization: {mode: Webhook}
		cgroupDriver: $CGROUP_DRIVER
		failSwapOn: false
		makeIPTablesUtilChains: false
		nodeStatusUpdateFrequency: 4s
		imageGCHighThresholdPercent: 100
		evictionHard: {nodefs.available: 0%, nodefs.inodesFree: 0%, imagefs.available: 0%}
		resolvConf: ""
		clusterDNS: [10.96.0.10]
		clusterDomain: cluster.local
	EOT
	[ "$minor" -lt 27 ] || [ "$RUNTIME" = docker ] || echo "containerRuntimeEndpoint: unix://$SOCK" >>"$conf/kubelet.yaml"
	[ "$minor" -lt 31 ] || echo "failCgroupV1: false" >>"$conf/kubelet.yaml"
}

start_api_server() {
	say "starting etcd and kube-apiserver"
	etcd=http://127.0.0.1 api_bind=127.0.0.1; [ -z "$VM" ] || api_bind=0.0.0.0
	insecure='' port=''; [ "$minor" -ge 24 ] || insecure=--insecure-port=0 port=--port=0 # later ones serve nothing without TLS
	# another lab's, whose objects this one would take for its own
	running etcd || [ -z "$(in_lab ss -Hltn 'sport = :2379')" ] || die "something listens at etcd's port 2379: is another lab up?"
	start etcd /usr/bin/etcd --data-dir "$LAB_DIR/etcd" --listen-client-urls $etcd:2379 --advertise-client-urls $etcd:2379 \
		--listen-peer-urls $etcd:2380 --initial-advertise-peer-urls $etcd:2380 --initial-cluster default=$etcd:2380 --log-level warn
	# shellcheck disable=SC2086 # a word, or none
	start kube-apiserver "$(kbin kube-apiserver)" --bind-address="$api_bind" --secure-port="$LAB_API_PORT" $insecure \
		--advertise-address=127.0.0.1 --endpoint-reconciler-type=none --etcd-servers=$etcd:2379 \
		--authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
		--client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
		--kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
		--kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
		--service-account-key-file="$pki/sa.key" --service-account-signing-key-file="$pki/sa.key" \
		--service-account-issuer="https://127.0.0.1:$LAB_API_PORT" --service-cluster-ip-range=10.96.0.0/24
}

start_kubernetes() {
	until_ok 60 k get --raw /readyz || die "kube-apiserver is not ready, see $LAB_DIR/kube-apiserver.log"
	say "kube-apiserver is ready; starting kubelet, kube-controller-manager, kube-scheduler"
	wait "$unpack"
	until_ok 90 on_node true || die "the node cannot be reached, see $LAB_DIR/vm.log"
	start_kubelet
	# shellcheck disable=SC2086 # a word, or none
	start kube-controller-manager "$(kbin kube-controller-manager)" --kubeconfig="$conf/controller-manager.kubeconfig" --bind-address=127.0.0.1 $port \
		--leader-elect=false --use-service-account-credentials=true --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt"
	# shellcheck disable=SC2086
	start kube-scheduler "$(kbin kube-scheduler)" --kubeconfig="$conf/scheduler.kubeconfig" --bind-address=127.0.0.1 $port --leader-elect=false
	until_ok 60 k wait --for=condition=Ready "node/$NODE" --timeout=1s || die "the node is not Ready, see $LAB_DIR/kubelet.log"
	say "the node is Ready"
	until_ok 30 k get serviceaccount default || die "no service account, see $LAB_DIR/kube-controller-manager.log"
}
