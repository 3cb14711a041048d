// The executable: checks Node's version before anything else is loaded. Nothing may be imported up here, and the
// build lowers the syntax, so that an old Node gets as far as the sentence below.

const needed = [22, 19] as const;

function isCurrent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

function fail(text: string): void {
  process.stderr.write(`error: ${text}\n`);
  process.exitCode = 2; // Node's own code for a crash is 1, which here means that a fault was found.
}

/** Without what a terminal would obey; its further lines begin where none of ours does. */
const visible = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '').replace(/[\n\u2028\u2029]/g, '\n    ');

if (isCurrent(process.versions.node)) {
  process.exitCode = 2; // until a result says otherwise: a process that ends with nothing left to wait for is not healthy
  import('./main.ts').then(({ main }) => main(process)).catch((error) => fail(visible(String(error?.stack ?? error))));
} else {
  fail(
    `kubectl exec-doctor needs Node.js ${needed.join('.')} or newer, and ${process.execPath} is ` +
      `${process.versions.node}. Put a newer one first in PATH.`,
  );
}
