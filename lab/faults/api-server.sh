# shellcheck shell=bash disable=SC2154 # id, pid, variant, saved are fault's
# Faults of the API server, and of the way from it to the kubelet.

fault exec-forbidden '' 'the kubeconfig is of a user who may do all that the plugin does, but not exec'
# The user is the context lab-viewer of the kubeconfig, and its current one while the fault is active.
inject_exec-forbidden() {
	# shellcheck source=lab/pki.sh
	. "$HERE/pki.sh"
	cert viewer /O=lab-viewers/CN=lab-viewer
	[ "$CONTROL_PLANE" = embedded ] || k apply -f "$HERE/faults/lab-viewer.yaml" >/dev/null
	k config set-credentials lab-viewer --embed-certs --client-certificate="$pki/viewer.crt" --client-key="$pki/viewer.key" >/dev/null
	k config set-context lab-viewer --cluster=lab --user=lab-viewer >/dev/null
	k config use-context lab-viewer >/dev/null
}
heal_exec-forbidden() {
	k config use-context lab >/dev/null
	k config delete-context lab-viewer >/dev/null 2>&1
	k config unset users.lab-viewer >/dev/null
	[ "$CONTROL_PLANE" = embedded ] || k delete --wait=false -f "$HERE/faults/lab-viewer.yaml" >/dev/null
}

fault admission-denies-exec '' 'exec needs the consent of a webhook (failurePolicy Fail) whose service does not exist'
inject_admission-denies-exec() { kubernetes_only; k apply -f "$HERE/faults/exec-guard.yaml" >/dev/null; sleep 2; } # until it counts
heal_admission-denies-exec() { k delete -f "$HERE/faults/exec-guard.yaml" >/dev/null; sleep 2; }

fault api-server-slow '' 'the API server is stopped for 900 ms of every second (embedded: its kubelet with it)'
inject_api-server-slow() {
	local api=kube-apiserver; [ "$CONTROL_PLANE" = kubernetes ] || api=control-plane
	start api-server-slow sh -c 'while kill -STOP "$0"; do sleep 0.9; kill -CONT "$0"; sleep 0.1; done' \
		"$(awk '/^NSpid:/ { print $NF }' "/proc/$(cat "$LAB_DIR/$api.pid")/status")"
	echo "$api" >"$saved"
}
heal_api-server-slow() { stop api-server-slow; signal CONT "$(cat "$saved")"; }

fault kubelet-unreachable '[reject|drop]' 'nothing reaches port 10250 of the node'
rule() { echo "OUTPUT -d $NODE_IP -p tcp --dport 10250 -m comment --comment exec-doctor-lab -j $1"; }
inject_kubelet-unreachable() {
	[ "$CONTROL_PLANE" = kubernetes ] || return 0 # the embedded kubelet looks for the fault's file itself
	case $variant in
	reject) target="REJECT --reject-with tcp-reset" ;;
	drop) target=DROP ;;
	esac
	# shellcheck disable=SC2046
	in_lab iptables -I $(rule "$target"); echo "$target" >"$saved"
}
heal_kubelet-unreachable() {
	[ "$CONTROL_PLANE" = kubernetes ] || return 0
	# shellcheck disable=SC2046
	in_lab iptables -D $(rule "$(cat "$saved")")
}

fault api-server-answers '[tunnel|tunnel-at-times|eof|dial-timeout|certificate|no-way|kubelet-forbids|policy|webhook|busy|etcd|balancer]' \
	'the API server, or what stands before it, answers an exec in the place of the kubelet (embedded only)'
inject_api-server-answers() { # it looks for the fault's file itself: embedded/api/answers.ts
	[ "$CONTROL_PLANE" = embedded ] || die "$name: real Kubernetes has an API server of its own"
}
heal_api-server-answers() { :; }
