import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { signAdHoc } from '../../../release/mach-o-signature.ts';

/** A program for arm64 that only ends, called tiny, as LLVM's linker (ld64.lld 14.0.6) made and signed it. */
const signedByLinker = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA+3bP2gTURwH8N9dcqXQ1naMiiEtUm1REitCcfGqiW3xaEpM8XR5psmVxKZR2hRaCXodMoijIIJLnHSoICJugQwi4iLFPwURQXDp0KWbHazv5V6b5AwYdJPvB77k3t293/tzWd+77c2fnUQKcSpPF89VflGkgLhF+3nGeBibHBmNXInEovQbhf5M1HlQrROPmPEm/XVXB9nWZHbHYCxvLeVrr7nrlVTn3fa6dgMv2e55OeszxicuRMLj8dr4ok5JaZzPbltxrbuPyA61sA+iTkjutY9nWHeuTf4rdryDZ9LVRZX5G/vIqcu/MQUXF+aD2cx0MLWcTcnnB+U8DCP8ZmrqRPjRq9HzF6+tfxyS/Zw1dlQjrj08bbzqUb5eX5P97efp4QnpzjcYkO1huX+HZNsW623lj0N2rOJhnwgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOB/pzDSSJ1LZHLUy+bSzFqykot5i6WtRMqap34PlbS60+clzfkVd7qVxvP23UqPU5LE2XFWrcma1Ky3/bWzwnsEqHac3ifvi8rtpHrFYGK4NI8p3+Gz0O2AWj3W3gJ9b7X5TG65/snDI/cunxksPzl8amV15kAy7C/kvhfNiej7G89ixo6RfHp79bl5/fXGTMW7vrY2q0ZNbafwonCz+Ll8d+zOscf/+vzsh+Pfbp18Wy5vDSzcb+v94rcT2UH/j9mXp8+tXJoObf4CAzxji6BBAAA=',
    'base64',
  ),
);

/** Where things stand in it, by `llvm-objdump --macho --private-headers`. */
const tiny = { commands: 16, commandsBytes: 20, codeEnd: 16512, linkeditStart: 16384, pageBytes: 4096 };
const linkedit = signedByLinker.indexOf('__LINKEDIT') - 8;
const signature = (() => {
  let command = 32;
  while (signedByLinker.readUInt32LE(command) !== 0x1d) command += signedByLinker.readUInt32LE(command + 4);
  return command;
})();

function unsigned(): Buffer {
  const file = Buffer.from(signedByLinker.subarray(0, tiny.codeEnd));
  file.writeUInt32LE(file.readUInt32LE(tiny.commands) - 1, tiny.commands);
  file.writeUInt32LE(file.readUInt32LE(tiny.commandsBytes) - 16, tiny.commandsBytes);
  file.fill(0, signature, signature + 16);
  file.writeBigUInt64LE(BigInt(tiny.codeEnd - tiny.linkeditStart), linkedit + 48);
  return file;
}

describe('an ad-hoc signature', () => {
  const signed = signAdHoc(unsigned(), 'tiny');
  // the linker leaves this size as it is in the file; the kernel maps whole pages
  const sizeInMemory = [linkedit + 32, linkedit + 40] as const;
  const firstHash = signed.length - Math.ceil(tiny.codeEnd / tiny.pageBytes) * 32;

  it("is the linker's, but for the last segment's size in memory and so the first page's hash", () => {
    const comparable = (file: Buffer) => {
      const copy = Buffer.from(file);
      copy.fill(0, ...sizeInMemory);
      copy.fill(0, firstHash, firstHash + 32);
      return copy.toString('hex');
    };
    expect(comparable(signed)).toBe(comparable(signedByLinker));
  });
  it('has that hash of that page', () =>
    expect(signed.subarray(firstHash, firstHash + 32)).toEqual(
      createHash('sha256').update(signed.subarray(0, tiny.pageBytes)).digest(),
    ));
  it('is not put beside another one', () =>
    expect(() => signAdHoc(signedByLinker, 'tiny')).toThrow('it has a signature already'));
  it('is not put into what is no such program', () =>
    expect(() => signAdHoc(Buffer.alloc(64), 'tiny')).toThrow('not a Mach-O file'));
});
