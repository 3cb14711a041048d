import { mark, type Rule, rule } from '../rule.ts';

/** How they begin, and what may follow. A token that was cut off is still most of one, so the lengths are the least. */
const beginnings = [
  // of objects in base64: JSON Web Tokens, configurations
  String.raw`eyJ[\w+/=-]{8,}(?:\.[\w=-]*){0,4}`,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  `(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])`,
  String.raw`gh[pousr]_\w{20,}|github_pat_\w{20,}`,
  String.raw`gl(?:pat|rt|rtr|dt|cbt|ptt|ft|soat|imt|agent|oas|ffct)-[\w.-]{20,}`,
  String.raw`x(?:ox[a-z]|app)-[\w-]{10,}`,
  String.raw`AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}`,
  String.raw`[a-zA-Z0-9_~.]{3}\dQ~[\w~.-]{31,34}`, // Azure AD
  String.raw`hv[sbr]\.[\w-]{20,}|s\.[A-Za-z0-9]{24}(?![\w.-])|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}`,
  String.raw`[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[\w+/=]{20,}`,
  String.raw`npm_[A-Za-z0-9]{20,}|pypi-[\w-]{40,}|rubygems_[0-9a-f]{32,}|dckr_[a-z]{3}_[\w-]{20,}`,
  String.raw`key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|SK[0-9a-f]{32}`, // Mailgun, Mailchimp, Twilio
  String.raw`sk-(?:proj|svcacct|admin|ant|or)-[\w-]{40,}`,
  String.raw`do[opr]_v1_[0-9a-f]{32,}|NR(?:AK|JS|II)-[\w-]{16,}|sntry[su]_[\w+/=]{20,}|AT(?:ATT|CTT|BB)3x[\w=-]{20,}`,
  String.raw`sq0[a-z]{3}-[\w-]{20,}|PMAK-[0-9a-f-]{40,}|dp\.[a-z]{2,6}\.[\w-]{30,}|pul-[0-9a-f]{40}|pscale_[a-z]{2,6}_[\w.-]{20,}`,
  String.raw`[MNO][\w-]{23,26}\.[\w-]{6}\.[\w-]{27,40}`, // Discord
  // no name of Kubernetes has `_` or capitals
  String.raw`(?:nf[pkcob]|sbp|sb_secret|ntn|bkua|sq[uap]|r8)_[\w-]{16,}|(?:xai|pplx)-[A-Za-z0-9]{20,}|(?:CFPAT|HRKU)-[\w-]{16,}`,
  String.raw`pat-[a-z]{2}\d-[0-9a-f-]{20,}|dt0[a-z]\d{2}\.[A-Z0-9]{16,}\.[A-Z0-9]{20,}|cmVmdGtu[\w+/=-]{16,}`,
  String.raw`AKCp[A-Za-z0-9]{16,}|(?:LTAI|AKID)[A-Za-z0-9]{12,}|ATBB[\w=-]{20,}`,
  // of any vendor: long, and of capitals, small letters and digits
  String.raw`[A-Za-z][A-Za-z0-9]{1,9}[_-](?=[A-Za-z]{0,60}\d)(?=[a-z0-9]{0,60}[A-Z])(?=[A-Z0-9]{0,60}[a-z])[A-Za-z0-9]{32,}(?![\w-])`,
  String.raw`SWMTKN-1-[0-9a-z-]{20,}|K10[0-9a-f]{64}::[\w:.-]+|token-[a-z0-9]{5}:[a-z0-9]{40,}`, // swarm, k3s, Rancher
];

/** Tokens that are known by how they begin, and addresses that are secrets. */
export const tokens: readonly Rule[] = [
  rule('g', `(?<![A-Za-z0-9])(?:${beginnings.join('|')})`),
  // of kubeadm; of a browser or a client that has no headers
  rule('g', String.raw`(?<![\w./:@-])[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])`),
  rule('g', String.raw`(base64url\.bearer\.authorization\.k8s\.io\.)[\w-]{4,}`, `$1${mark}`),
  rule('g', String.raw`(?<!\d)\d{8,10}:AA[\w-]{33}`), // Telegram
  rule('gi', String.raw`(hooks\.slack\.com/[a-z]{1,20}/)[\w/-]+`, `$1${mark}`),
  rule('gi', String.raw`(discord(?:app)?\.com/api/webhooks/)[\w/-]+`, `$1${mark}`),
  rule('gi', String.raw`(\.webhook\.office\.com/)[\w/@-]+`, `$1${mark}`),
];
