const amount = String.raw`(?:\d{1,12}(?:\.\d{1,6})?(?:[nuµm]?s|m|h|d|[KMGT]i?B?|%)){1,4}`;
const wordsForNothing = String.raw`true|false|yes|no|on|off|null|none|nil|<nil>|\[\]|\{\}|EOF|EOL|ok|\*{3,40}(?:\w{1,20}\*{3,40})?`;
const atItsEnd = String.raw`(?![\w.:/@+=-])`;
const path = '/(?:etc|var|run|root|home|opt|usr|tmp|srv|mnt|proc|dev|sys|lib)/';

/** A name of an object of Kubernetes, where it says by itself that it is a Secret's, or has a namespace. */
const ofSecrets = 'tls|certs?|ca|tokens?|secrets?|creds|credentials|auth|config|keys?|pull';
const nameOfSecret = String.raw`(?<=(?<![\w.-])(?:(?!client)[\w./]{1,40}-){0,3}secrets?["']?[ \t]{0,4}[:=][ \t]{0,4}(?:\\{0,7}["'])?)(?:(?:[a-z-]{1,40}/)?(?:[a-z]{1,20}-){1,5}(?:${ofSecrets})|[a-z-]{1,40}/[a-z-]{1,60})${atItsEnd}`;
/** How many tests have passed. */
const others = String.raw`(?:fail|skip|warn|err|total|info)[a-z]{0,5}[:=][ \t]?`;
const passed = String.raw`(?<=(?<![\w.-])pass(?:ed)?[:=][ \t]?)\d{1,7}(?=[,;]?\s{1,4}${others}\d)|(?<=${others}\d{1,7}[,;]?\s{1,4}pass(?:ed)?[:=][ \t]?)\d{1,7}`;

/** How many tokens a bucket or a model has. */
const howMany = String.raw`(?<=tokens[ \t]?[:=][ \t]?)\d{1,9}`;
/** What became of a mail. */
const ofMail = String.raw`(?<=(?<![\w.-])dsn=)[245]\.\d{1,3}\.\d{1,3}`;

/** A switch, an amount with its unit, nothing, where a file is, or what only sounds like a secret. */
export const noSecret = `(?!(?:${amount}|${wordsForNothing}|${passed}|${ofMail}|${howMany})${atItsEnd}|${path}|${nameOfSecret})`;

/** Variables that tell of a state, a version or a packet, in a word of few letters. */
const states = [
  String.raw`(?:\w{1,40}_)?(?:STATUS|STATE|REASON|ERRNO|RESULT|PHASE|SIGNAL|LEVEL|SEVERITY|VERSION)`,
  'SELINUX(?:TYPE)?|TERM|LANG|LC_[A-Z]{2,20}|TZ|GOOS|GOARCH|ARCH|SYSCALL|ACTION|SUBSYSTEM',
  String.raw`IN|OUT|MAC|SRC|DST|PROTO|[AEFSO]?[UG]ID|ID|CONFIG_\w{1,40}`,
].join('|');
/** Those that tell where something is. */
const places = String.raw`\w{0,40}_(?:FILE|PATH|DIR)|PATH|HOME|SHELL|DEVPATH|KUBECONFIG|BOOT_IMAGE`;
const ofVariable = (names: string): string => String.raw`(?<=(?<!\w)(?:${names})=(?:\\{0,7}["'])?)`;

/** Of variables, numbers too, or the pointers that Go's crashes begin with; and a word or a path where the name promises one. */
export const noSecretOfVariable = String.raw`(?!(?:${amount}|${wordsForNothing}|\d{1,10}|0x[0-9a-f]{1,16})${atItsEnd}|${ofVariable(states)}(?:\\{0,7}["'])?[\w.+:~-]{1,48}(?![\w/@+=])|${ofVariable(places)}(?:/|\$[A-Z]|\(hd))`;

/** What is said of a secret in place of it: by PAM, and where Go's errors go on. */
const complaints = [
  'incorrect|invalid|wrong|expired|required|missing|unknown|denied|rejected|refused|revoked|mismatch|unexpected|failed|failure|error',
  'not|must|cannot|could|unable|authentication|permission|timeout|user unknown|too (?:short|long|weak|many)|no such|timed out',
  'context (?:deadline|canceled)|connection (?:refused|reset|closed)|rpc error|(?:dial|read|write) (?:tcp|udp|unix)|illegal base64',
  'password (?:expiry|updated|changed|unchanged)',
].join('|');
const errors = '(?:l?stat|open|read|write) /|(?:oauth2|x509|tls|http|json|yaml|strconv|base64|lookup)[: ]';
/** After `:`, no complaint follows. */
export const noComplaint = String.raw`(?!(?:${complaints})(?![\w@#$%^*+=/-])|${errors})`;

/** What else a sentence may go on with after `is`. */
const remarks = [
  '[a-z]{2,12}ed|bad|unset|empty|mandatory|optional|correct|valid|weak|short|long|too|never|always|still|only|also|already|now',
  'being|set|kept|blank|a|an|the|this|that|in|of|to|for|by|with|from|at|and|or|no|as|your|stronger|weaker|longer|shorter|readable',
].join('|');
export const noRemark = String.raw`(?!(?:${complaints}|${remarks})(?![\w@#$%^*+=/-])|${errors})`;
