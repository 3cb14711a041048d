/**
 * What an image may set to make a program of the node load code of the image: read by the dynamic loader, libc or a
 * shell before any line of ours runs. Each is set to nothing in the debug pod; env(1) then drops all others.
 * ld.so(8), gconv: iconv(1), ENV: sh(1), BASH_ENV: bash(1)
 */
export const clearedEnvironment = [
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PROFILE',
  'LD_DEBUG',
  'LD_DEBUG_OUTPUT',
  'LD_BIND_NOW',
  'LD_ORIGIN_PATH',
  'GLIBC_TUNABLES',
  'GCONV_PATH',
  'LOCPATH',
  'NLSPATH',
  'MALLOC_TRACE',
  'ENV',
  'BASH_ENV',
] as const;
