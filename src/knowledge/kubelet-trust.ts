import type { Entry } from './entry.ts';
import { restartKubelet } from './steps.ts';

/** Where the API server and the kubelet do not trust each other. */
export const kubeletTrustEntries = [
  {
    code: 'tls-internal-error',
    title: 'the kubelet has no certificate to show',
    layers: ['kubelet'],
    scope: 'node',
    met: 'often',
    texts: [
      {
        pattern: /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): remote error: tls: internal error/,
        example: 'Error from server: error dialing backend: remote error: tls: internal error',
      },
      {
        pattern: /no serving certificate available for the kubelet/,
        example: 'http: TLS handshake error from 192.168.0.4:50416: no serving certificate available for the kubelet',
      },
    ],
    meaning:
      'With serverTLSBootstrap the kubelet asks the cluster to sign its serving certificate, and nobody has approved the request: the built-in controller does not approve that kind. New nodes are hit first.',
    confirm: [
      { run: 'kubectl get csr', note: 'pending ones of signer kubernetes.io/kubelet-serving' },
      { run: 'ls -l /var/lib/kubelet/pki/kubelet-server-current.pem', on: 'node', note: 'missing' },
    ],
    fix: [
      {
        run: 'kubectl certificate approve CSR',
        note: 'CSR as in the list, after a look at who asks; works at once, ends nothing',
        action: 'harmless',
      },
      'Install an approver for kubelet serving certificates, or it happens again.',
    ],
    sources: ['opsnull/follow-me-install-kubernetes-cluster#246', 'kubevirt/kubernetes-device-plugins#7'],
  },
  {
    code: 'kubelet-certificate-invalid',
    title: 'the API server does not accept the certificate of the kubelet',
    layers: ['kubelet', 'api-server'],
    scope: 'node',
    met: 'sometimes',
    texts: [
      {
        pattern: /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): (?:tls: failed to verify certificate: )?x509: /,
        example: 'error dialing backend: x509: certificate is valid for system:node:w1, not w1',
      },
    ],
    meaning:
      "The kubelet's serving certificate has expired, has another name or address than the API server used, or is signed by another authority; or a clock is wrong.",
    confirm: [
      {
        run: ({ node }) =>
          `openssl s_client -connect ${node}:10250 </dev/null | openssl x509 -noout -dates -ext subjectAltName`,
        note: 'what it shows',
      },
      { run: 'date -u', on: 'node', note: 'is its clock right' },
    ],
    fix: [
      {
        read: 'Renew the serving certificate or let it rotate (rotateCertificates, serverTLSBootstrap): ends nothing.',
        action: 'harmless',
      },
      restartKubelet,
    ],
    sources: ['kelseyhightower/kubernetes-the-hard-way#146', 'kubermatic/kubermatic#9673'],
  },
  {
    code: 'kubelet-refuses-api-server',
    title: 'the kubelet does not let the API server in',
    layers: ['api-server', 'kubelet'],
    scope: 'cluster',
    met: 'sometimes',
    texts: [
      {
        pattern: /Forbidden \(user=[^,\n]{1,200}, verb=\w{1,20}, resource=nodes, subresource=\w{1,20}\)/,
        example:
          'error: unable to upgrade connection: Forbidden (user=kubernetes, verb=create, resource=nodes, subresource=proxy)',
      },
      {
        pattern: /unable to upgrade connection: Unauthorized/,
        example: 'error: unable to upgrade connection: Unauthorized',
      },
    ],
    meaning:
      'The user in the text is not you but the API server, as the kubelet sees it by its client certificate. That user has no right on nodes/proxy, or the certificate has expired and the API server still holds the old one.',
    confirm: [
      {
        run: 'openssl x509 -noout -subject -enddate -in /etc/kubernetes/pki/apiserver-kubelet-client.crt',
        on: 'control-plane',
      },
      'The API server was started before that file was renewed.',
    ],
    fix: [
      {
        run: 'kubectl create clusterrolebinding apiserver-kubelet --clusterrole=system:kubelet-api-admin --user=kubernetes',
        note: 'the user as in the text; ends nothing',
        action: 'harmless',
      },
      'After a renewal, really restart the container of the API server: deleting its mirror pod does not. Requests fail meanwhile.',
    ],
    sources: [
      'kubernetes/kubernetes#65939',
      'kubernetes/kubernetes#63128',
      'cyberark/kubeletctl#17',
      'kubernetes/kubectl#139',
    ],
  },
] as const satisfies readonly Entry[];
