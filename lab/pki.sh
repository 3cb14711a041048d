# shellcheck shell=bash
# Certificates and kubeconfigs (sourced by up): one CA; the API server and the kubelet
# check each other with it.
pki=$LAB_DIR/pki

certificate_authority() {
	[ ! -s "$pki/ca.crt" ] || return 0
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=exec-doctor-lab -days 3650 -keyout "$pki/ca.key" -out "$pki/ca.crt" 2>/dev/null
}
cert() { # cert NAME SUBJECT [SUBJECT-ALT-NAMES]
	[ -s "$pki/$1.crt" ] && return 0
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
	printf 'keyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth,serverAuth\n%s\n' "${3:+subjectAltName=$3}" >"$pki/$1.ext"
	openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 -extfile "$pki/$1.ext" -out "$pki/$1.crt" 2>/dev/null
}
kubeconfig() { # kubeconfig CERT FILE [SERVER]
	cat >"$2" <<-EOT
		apiVersion: v1
		kind: Config
		current-context: lab
		clusters: [{name: lab, cluster: {server: "${3:-https://127.0.0.1:$LAB_API_PORT}", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
		contexts: [{name: lab, context: {cluster: lab, user: $1}}]
		users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$pki/$1.crt"), client-key-data: $(base64 -w0 "$pki/$1.key")}}]
	EOT
	chmod 600 "$2"
}
