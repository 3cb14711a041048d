import { mark, type Rule, rule } from '../rule.ts';
import { fromItsStart, quote, secretHeader, unmarked } from './patterns.ts';

const list = String.raw`["']?\s{0,4}:\s{0,4}(?:\[\]string\{|\[(?!redacted\]))`;
/** username="me", nonce=abc, response="x" */
const parameter = (group: string): string =>
  String.raw`[\w-]{1,40}=(?:(?<${group}>${quote})(?:(?!(?<!\\)\k<${group}>)[^\n]){0,8000}\k<${group}>|[^\s,"'\\]{1,4000})`;
const parameters = String.raw`${parameter('p')}(?:,[ \t]{0,4}${parameter('r')}){0,40}`;

/** What is a secret in the query of a URL, and means something else elsewhere. */
const ofQuery =
  'sig|key|code|auth|assertion|SAMLResponse|SAMLRequest|passkey|ticket|id_token_hint|login_hint|otp|pin|pw|pass';
const host = String.raw`@(?!sha\d{3}:)(?=[\w[])`;

/** What HTTP and addresses carry. */
export const http: readonly Rule[] = [
  // as Go prints http.Header, and as JSON has it: "Cookie":[]string{"a", "b"}
  rule('gi', String.raw`${fromItsStart}(${secretHeader}${list})${unmarked}[^\]}\n]{1,8000}`, `$1${mark}`),
  rule(
    'gi',
    String.raw`${fromItsStart}(${secretHeader})(["']?\s{0,4}[:=]\s{0,4}(?:${quote})?)(?!\[)${unmarked}(?:[a-z][\w-]{1,30} ${parameters}|[^\n"'\\]+)`,
    `$1$2${mark}`,
  ),
  rule('gi', String.raw`\b(Digest )(?=username=)${parameters}`, `$1${mark}`),
  rule('gi', String.raw`\b(bearer\s{1,4})${unmarked}[\w.~+/-]{6,}=*`, `$1${mark}`),
  rule('g', String.raw`\b(Basic\s{1,4})(?=[A-Za-z/]{0,200}(?:[0-9+=]|[a-z][A-Z]))[A-Za-z0-9+/]{8,}={0,2}`, `$1${mark}`),
  // user:password@host; an image's digest, name:tag@sha256:…, is none
  rule('gi', String.raw`\b([a-z][a-z0-9+.-]{1,20}://)(?!\[redacted\]@)[^\s/"'<>]{1,400}${host}`, `$1${mark}@`),
  // with a slash in the password, and no port
  rule(
    'gi',
    String.raw`\b([a-z][a-z0-9+.-]{1,20}://)[^\s/:@"'<>[]{0,100}:(?!\d{1,5}/)[^\s"'<>]{1,400}${host}`,
    `$1${mark}@`,
  ),
  // of a line that was cut off in the password; no port, and no image's tag
  rule(
    'gim',
    String.raw`${fromItsStart}((?!docker|oci:)[a-z][a-z0-9+.-]{1,20}://[\w.%+-]{1,100}:)(?!\d{1,5}(?!\w))${unmarked}[^\s/"'<>@,;)\]]{1,400}$`,
    `$1${mark}`,
  ),
  rule('g', String.raw`(^|[\s"'=(])([\w.%+-]{1,80}:)${unmarked}[^\s:/"']{1,200}${host}`, `$1$2${mark}@`),
  // a status is a number of few digits
  rule('gi', String.raw`([?&;](?:${ofQuery})=)(?!\d{1,3}(?!\w))${unmarked}[^&\s"'<>;#]+`, `$1${mark}`),
];
