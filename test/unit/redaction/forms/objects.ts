import { type Form, mixed } from './invented.ts';

const ofYaml = [
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque',
  'data:\n  a.conf: aHVudGVyMg==\n  "b": aHVudGVyMw==',
  'stringData:\n  c: |\n    hunter4\n    x: hunter5\n  d: hunter6\nimmutable: true',
].join('\n');

/** Objects whose kind says that they hold secrets, whatever these are called. */
export const objects: readonly Form[] = [
  ['a Secret of Kubernetes', ofYaml, ['aHVud', 'hunter'], 'immutable: true'],
  [
    'the kind behind it',
    'apiVersion: v1\ndata:\n  a.conf: aHVudGVyMg==\nkind: Secret\nmetadata:\n  name: web',
    'aHVud',
    'name: web',
  ],
  [
    'in a list',
    'items:\n- data:\n    a: aHVudGVyMg==\n  kind: Secret\n  metadata:\n    name: web',
    'aHVud',
    'name: web',
  ],
  [
    'beside another document',
    'kind: Secret\ndata:\n  a: aHVudGVyMg==\n---\nkind: ConfigMap\ndata:\n  b: stays',
    'aHVud',
    'stays',
  ],
  ['without its kind', 'metadata:\n  name: web\nstringData:\n  a: hunter2\ntype: x', 'hunter2', 'type: x'],
  ['JSON without its kind', '{"stringData":{"a":"hunter2"},"type":"x"}', 'hunter2', '"type":"x"'],
  ['on one line', 'data: {a: aHVudGVyMg==, b: aHVudGVyMw==}\nkind: Secret', 'aHVud', 'kind: Secret'],
  ['with a value on the next line', 'kind: Secret\ndata:\n  a:\n    aHVudGVyMg==\ntype: x', 'aHVud', 'type: x'],
  ['in a difference', ' kind: Secret\n data:\n-  a: aHVudGVyMg==\n+  a: aHVudGVyMw==\n type: x', 'aHVud', 'type: x'],
  ['JSON', '{"kind":"Secret","data":{"a":"aHVudGVyMg==","b.c":"aHVudGVyMw=="},"x":"web"}', 'aHVud', '"x":"web"'],
  [
    'JSON on lines',
    '{\n  "data": {\n    "a": "aHVudGVyMg==",\n    "b": "aHVudGVyMw=="\n  },\n  "kind": "Secret"\n}',
    'aHVud',
    'kind',
  ],
  [
    'an annotation',
    String.raw`{\"kind\":\"Secret\",\"stringData\":{\"a\":\"hun{ter2\",\"b\":\"x}hunter3\"},\"x\":\"web\"}`,
    ['hun', 'ter2', 'hunter3'],
    String.raw`\"web\"`,
  ],
  ['JSON that is cut off', '{"kind":"Secret","data":{"a":"aHVudGVyMg', 'aHVud', '"a":'],
  ['a patch', `kubectl patch secret x -p '{"data":{"foo":"aHVudGVyMg=="}}'`, 'aHVud', 'foo'],
  ['a structure of Go', '&Secret{Data:map[string][]byte{a: [104 117 110],},Type:Opaque,}', '104 117', 'Opaque'],
  [
    'a JSON Web Key',
    '{"kty":"RSA","n":"abc","d":"hunter2","p":"hunter3","q":"hunter4","dp":"hunter5","dq":"hunter6","qi":"hunter7"}',
    'hunter',
    '"n":"abc"',
  ],
  ['a JSON Web Key that both sides have', '{"kty":"oct","k":"hunter2"}', 'hunter2', '"kty":"oct"'],
  ['a JSON Web Key, escaped', String.raw`{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"hunter2\"}`, 'hunter2', 'P-256'],
  ['a part of a JSON Web Key', `"d":"${mixed(43)}","x":1`, mixed(43), '"x":1'],
  [
    'secrets of CSI',
    '{"secrets":{"userID":"admin","userKey":"hunter2"},"volume_id":"x"}',
    'hunter2',
    '"volume_id":"x"',
  ],
  ['a JSON Web Key with other signs', '{"kty":"oct","k":"hun!ter2","x":1}', 'hun!ter2', '"x":1'],
];
