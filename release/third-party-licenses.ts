import { readdirSync, readFileSync } from 'node:fs';

/** A package whose code is in the bundle. */
interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its own licence file; null where it ships none, and the name of the licence has to do. */
  readonly text: string | null;
}

const licenseFile = /^(licen[cs]e|copying)(\.(md|txt))?$/i;

function bundled(folder: string): Bundled {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => licenseFile.test(entry));
  return { name, version, license: String(license), text: file ? readFileSync(`${folder}/${file}`, 'utf8') : null };
}

const byName = (a: Bundled, b: Bundled) =>
  a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en');

/**
 * What the licences of bundled packages ask for: each package with its licence's text.
 * @param inputs - the files that a bundle was made of, as paths from here
 * @throws where a package cannot be read
 */
export function thirdPartyLicenses(inputs: readonly string[]): string {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  const packages = new Map([...new Set(folders)].map(bundled).map((one) => [`${one.name} ${one.version}`, one]));
  return [...packages.values()]
    .toSorted(byName)
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text?.trim() ?? ''}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
