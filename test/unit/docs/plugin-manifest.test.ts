import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import packageJson from '../../../package.json';
import { read } from './documents.ts';

const schema = z.strictObject({
  apiVersion: z.literal('krew.googlecontainertools.github.com/v1alpha2'),
  kind: z.literal('Plugin'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    version: z.string(),
    shortDescription: z.string(),
    description: z.string(),
    caveats: z.string(),
    platforms: z.array(z.unknown()),
  }),
});

const { metadata, spec } = schema.parse(parse(read('plugin.yaml')));

describe('plugin.yaml', () => {
  it("has the package's version, with a v", () => expect(spec.version).toBe(`v${packageJson.version}`));
  it('has a name that kubectl finds the executable by', () =>
    expect(Object.keys(packageJson.bin)).toEqual([`kubectl-${metadata.name.replaceAll('-', '_')}`]));
  it('says in a line of at most 50 characters what it is for, without a full stop', () =>
    expect(spec.shortDescription).toMatch(/^[A-Z].{0,48}[^.]$/));
  it('fits 80 columns', () => expect(`${spec.description}${spec.caveats}`).not.toMatch(/.{81}/));
  it('names the Node that the package needs', () =>
    expect(spec.caveats).toContain(`Node.js ${packageJson.engines.node.replace('>=', '')} or newer`));
  it('names no archive, since no release was made', () => expect(spec.platforms).toEqual([]));
});
