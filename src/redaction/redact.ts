/** What stands where a secret stood. */
export const mark = '[redacted]';

interface Rule {
  readonly pattern: RegExp;
  /** As `String.replace` takes it: what is kept, and the mark. */
  readonly by: string;
}

/** Names whose value is a secret, in the words of flags, variables and configuration files. */
const secretName = String.raw`[\w.-]{0,60}(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|auth[_-]?key|key[_-]data|signature)[\w.-]{0,60}`;
/** Without its quotes, so that what stood in them still does. What is marked already stays as it is. */
const value = String.raw`(?!\[redacted\])[^\s"'\x60;&|<>()]+`;
const quoted = String.raw`"(?:[^"\\\n]|\\.){1,4000}"|'[^'\n]{1,4000}'`;

/**
 * How secrets look in what people and daemons print. Each pattern is bounded, so that a hostile text costs no time. What is
 * missed is found by a reader, so a rule takes rather too much than too little, but no name or number that a diagnosis
 * goes by: a test holds the known failures and the recorded faults to that.
 */
const rules: readonly Rule[] = [
  // a key that was cut off has no end
  {
    pattern: /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
    by: `-----BEGIN ${mark} END-----`,
  },
  { pattern: /\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, by: mark },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, by: mark },
  {
    pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{35})/g,
    by: mark,
  },
  {
    pattern:
      /\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40})(["']?\s{0,4}[:=]\s{0,4}["']?)(?!\[redacted\]|\[\]string)[^\n"']+/gi,
    by: `$1$2${mark}`,
  },
  // as Go prints http.Header: "Cookie":[]string{"a", "b"}
  {
    pattern:
      /(["']?\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40})["']?\s{0,4}:\s{0,4}\[\]string\{)(?!\[redacted\])[^}\n]{1,8000}/gi,
    by: `$1${mark}`,
  },
  // a variable as Go prints it, and as JSON has it
  { pattern: /(\bName:[^,\n]{1,200},Value:)(?!\[redacted\])[^\n]{1,4000}?(?=,ValueFrom:)/g, by: `$1${mark}` },
  {
    pattern: /("name"\s{0,4}:\s{0,4}"[^"\n]{1,200}"\s{0,4},\s{0,4}"value"\s{0,4}:\s{0,4})"(?:[^"\\\n]|\\.){0,4000}"/g,
    by: `$1"${mark}"`,
  },
  { pattern: /\b(bearer)\s+(?!\[redacted\])[\w.~+/-]{6,}=*/gi, by: `$1 ${mark}` },
  // user:password@host; an image's digest, name:tag@sha256:…, is none
  { pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/"'<>]{1,400}@/gi, by: `$1${mark}@` },
  { pattern: /(^|[\s"'=(])([\w.%+-]{1,80}:)[^\s:@/"']{1,200}@(?!sha\d{3}:)(?=[\w[])/g, by: `$1$2${mark}@` },
  // "NAME=a value": to the end of what is quoted
  {
    pattern: new RegExp(
      String.raw`(["'])((?:-{0,2}${secretName}|(?!ED_)[A-Z][A-Z0-9_]{1,60})=)(?!\[redacted\]\1)(?:(?!\1)[^\\\n]|\\.){1,4000}`,
      'g',
    ),
    by: `$1$2${mark}`,
  },
  // of docker's config.json and npm's .npmrc
  { pattern: new RegExp(String.raw`(["']_?auth["']\s{0,4}:\s{0,4})(?:${quoted})`, 'g'), by: `$1"${mark}"` },
  // --password=x, "token": "x", db_password: x at the beginning of a line
  { pattern: new RegExp(String.raw`(["']${secretName}["']\s{0,4}:\s{0,4})(?:${quoted})`, 'gi'), by: `$1"${mark}"` },
  {
    pattern: new RegExp(String.raw`(^\s{0,40}(?:- )?${secretName}:\s{1,4})(?:${quoted}|${value})`, 'gim'),
    by: `$1${mark}`,
  },
  // as Go prints a structure; aws_credentials.go:77 is a line of a program
  {
    pattern: new RegExp(
      String.raw`(?<![\w./-])(${secretName}:)(?![:/]|\d{1,5}\b|v?\d[\w.-]*\b|latest\b|stable\b|sha256:)${value}`,
      'gi',
    ),
    by: `$1${mark}`,
  },
  { pattern: new RegExp(String.raw`\b(${secretName}=)(?:${quoted}|${value})`, 'gi'), by: `$1${mark}` },
  {
    pattern: new RegExp(String.raw`(?<![\w.-])(--?${secretName}\s{1,4})(?!-)(?:${quoted}|${value})`, 'gi'),
    by: `$1${mark}`,
  },
  // what env(1) prints: a variable a line, its value to the end of the line; PC=0x400fe69c is how Go's crashes begin
  { pattern: /^((?:export )?(?!ED_)[A-Z][A-Z0-9_]{1,60}=)(?!\[redacted\]$|0x[0-9a-f]+\b)[^\n]+/gm, by: `$1${mark}` },
  {
    pattern: new RegExp(
      String.raw`([\s"'[({,;])((?!ED_)[A-Z][A-Z0-9_]{1,60}=)(?!0x[0-9a-f]+\b)(?:${quoted}|${value})`,
      'g',
    ),
    by: `$1$2${mark}`,
  },
];

/** The text with `[redacted]` in the place of what looks like a secret, or like the value of an environment variable. */
export const redact = (text: string): string =>
  rules.reduce((before, { pattern, by }) => before.replace(pattern, by), text);
