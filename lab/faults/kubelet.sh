# shellcheck shell=bash disable=SC2154 # variant, saved are fault's
# Faults of the kubelet. The embedded one looks for the fault's file itself, where it knows the fault.

fault kubelet-down '' 'kubelet is ended'
inject_kubelet-down() { [ "$CONTROL_PLANE" = embedded ] || stop kubelet; }
heal_kubelet-down() {
	[ "$CONTROL_PLANE" = kubernetes ] || return 0
	start_kubelet
	kubelet_serves
}
# It answers a second before it knows its pods.
kubelet_serves() { until_ok 30 eval 'k get --raw "/api/v1/nodes/$NODE/proxy/pods" | grep -q uid' || :; }

fault kubelet-hang '' 'kubelet is stopped (SIGSTOP)'
inject_kubelet-hang() { [ "$CONTROL_PLANE" = embedded ] || signal STOP kubelet; }
heal_kubelet-hang() { [ "$CONTROL_PLANE" = embedded ] || signal CONT kubelet; }

fault kubelet-cert-wrong '[name|expired|authority|missing]' "kubelet's serving certificate is another node's, old, of a strange authority, or not approved"
inject_kubelet-cert-wrong() {
	kubernetes_only
	# shellcheck source=lab/pki.sh
	. "$HERE/pki.sh"
	local name=kubelet-$variant
	case $variant in
	name) cert "$name" /O=system:nodes/CN=system:node:other IP:10.0.0.99,DNS:other ;;
	expired)
		cert "$name" "/O=system:nodes/CN=system:node:$NODE" "IP:$NODE_IP,DNS:$NODE"
		past_certificate "$name" ;;
	authority)
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=system:node:$NODE" -addext "subjectAltName=IP:$NODE_IP,DNS:$NODE" \
			-days 3650 -keyout "$pki/$name.key" -out "$pki/$name.crt" 2>/dev/null ;;
	missing) name= ;;
	esac
	if [ -n "$name" ]; then reconfigure_kubelet "s,kubelet-$NODE\.\(crt\|key\)\$,$name.\1,"
	else reconfigure_kubelet '/^tls/d; $a serverTLSBootstrap: true'; fi
}
heal_kubelet-cert-wrong() { configured_kubelet; }
# past_certificate NAME: sign that request again, for a time that is over ("openssl x509" has no start date).
past_certificate() {
	local ca; ca=$(mktemp -d "$LAB_DIR/ca.XXXXXX")
	: >"$ca/index"
	printf '[ca]\ndefault_ca = lab\n[lab]\ndatabase = %s/index\nnew_certs_dir = %s\nrand_serial = yes\npolicy = any\n[any]\norganizationName = optional\ncommonName = supplied\n' "$ca" "$ca" >"$ca/conf"
	openssl ca -batch -config "$ca/conf" -md sha256 -notext -startdate 20200101000000Z -enddate 20210101000000Z -extfile "$pki/$1.ext" \
		-cert "$pki/ca.crt" -keyfile "$pki/ca.key" -in "$pki/$1.csr" -out "$pki/$1.crt" 2>/dev/null
	rm -r "$ca"
}

fault debug-handlers-off '' 'kubelet runs with enableDebuggingHandlers: false'
inject_debug-handlers-off() { kubernetes_only; reconfigure_kubelet '$a enableDebuggingHandlers: false'; }
heal_debug-handlers-off() { configured_kubelet; }

# reconfigure_kubelet SED-SCRIPT: kubelet with another configuration, until configured_kubelet.
reconfigure_kubelet() {
	cp "$LAB_DIR/conf/kubelet.yaml" "$saved.yaml"
	stop kubelet
	sed -i "$1" "$LAB_DIR/conf/kubelet.yaml"
	start_kubelet
	until_ok 30 eval 'on_node ss -Hltn | grep -q ":10250 "' || die "kubelet does not listen, see its log"
	sleep 2 # until it knows its pods
}
configured_kubelet() {
	stop kubelet
	cp "$saved.yaml" "$LAB_DIR/conf/kubelet.yaml"
	start_kubelet
	kubelet_serves
}

fault stream-server-drop '' "nothing reaches the port of the CRI's stream server, through which kubectl exec goes and crictl exec -s does not"
# Of the sockets that these listen on at 127.0.0.1 two others have ports that are known.
inject_stream-server-drop() {
	kubernetes_only
	local port
	port=$(on_node ss -Hltnp | sed -nE 's/.* 127\.0\.0\.1:([0-9]+) .*"(kubelet|cri-dockerd|containerd|crio)".*/\1/p' | grep -vxE '10248|10250' | head -n 1)
	[ -n "$port" ] || die "no stream server listens at 127.0.0.1"
	stream_rule -I "$port" && echo "$port" >"$saved"
}
heal_stream-server-drop() { stream_rule -D "$(cat "$saved")"; }
# the virtual machine's kernel has the older kind of tables alone
stream_rule() { on_node "iptables${VM:+-legacy}" "$1" OUTPUT -o lo -p tcp --dport "$2" -j DROP; }
