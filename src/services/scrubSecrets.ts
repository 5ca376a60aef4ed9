/** Shorter values are not taken for secrets: a local server's `none` or `local` stands in ordinary sentences too. */
export const minSecretLength = 8;

/** What stands in a secret's place. */
export const secret = '[secret]';
const quote = String.raw`\\*["']?`;
const character = '[A-Za-z0-9._~+/=*-]';
/** Not an ordinary word: eight characters with a digit among them, or twenty. */
const token = `(?=${character}{8})(?=${character}*[0-9]|${character}{20})${character}+`;

/** The beginning of a word, also after an escape in the JSON of a text: `\\nsk-…`. */
const beginning = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\(?:[bfnrt]|u[0-9A-Fa-f]{4})))`;

/** The first group of each stays, so that the text still says what was there. */
const credentials = [
  // RFC 9110, 11.6.2.
  String.raw`(authorization${quote}\s*[:=]\s*${quote}(?:bearer|basic|token|apikey)\s+)${character}+`,
  String.raw`(authorization${quote}\s*[:=]\s*${quote})${token}`,
  // RFC 6750, 2.1.
  String.raw`(${beginning}bearer\s+)${token}`,
  String.raw`(api[-_ ]?key(?:\s+provided)?${quote}\s*[:=]\s*${quote})${token}`,
];

/** Keys that are known by how they begin: of OpenAI and its likes, of Google, of GitHub and of AWS. */
const keys = [
  `(${beginning}sk-)[A-Za-z0-9_*-]{16,}`,
  `(${beginning}AIza)[A-Za-z0-9_-]{35}`,
  `(${beginning}gh[pousr]_)[A-Za-z0-9]{36,}`,
  `(${beginning}(?:AKIA|ASIA))[A-Z0-9]{16}`,
  // RFC 3986, 3.2.1: the password in a URL.
  String.raw`(://[^\s/@:]+:)[^\s/@]+(?=@)`,
];

/**
 * The text with `[secret]` for each of the given secrets and for what looks like a credential: `sk-…` and other known
 * beginnings, `Bearer …`, `Authorization: …`, `api-key: …`, a password in a URL. Secrets are also found as they stand in JSON and in URLs.
 */
export function scrubSecrets(text: string, secrets: readonly string[] = []): string {
  let scrubbed = scrubKnown(text, secrets);
  for (const pattern of credentials) scrubbed = scrubbed.replaceAll(new RegExp(pattern, 'gi'), `$1${secret}`);
  for (const pattern of keys) scrubbed = scrubbed.replaceAll(new RegExp(pattern, 'g'), `$1${secret}`);
  return scrubbed;
}

/** The text with `[secret]` for each of the given secrets, also as they stand in JSON and in URLs, and for nothing else. */
export function scrubKnown(text: string, secrets: readonly string[]): string {
  return formsOf(secrets).reduce((scrubbed, form) => scrubbed.replaceAll(form, secret), text);
}

/** Every form in which the secrets are looked for, longest first: one secret may begin with another. */
export function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets
    .filter(({ length }) => length >= minSecretLength)
    .flatMap((value) => [
      value,
      JSON.stringify(value).slice(1, -1),
      value.replaceAll('/', String.raw`\/`),
      encodeURIComponent(value.toWellFormed()),
      new URLSearchParams({ '': value }).toString().slice(1),
    ]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}
