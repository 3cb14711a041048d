/**
 * What an image may set to make a program of the node load code of the image, or do other than it should: read by the dynamic
 * loader, libc or a shell before any line of ours runs. Each is set to nothing in the debug pod, or to what it would be
 * without; env(1) then drops all others. ld.so(8), mallopt(3), locale(7), iconv(1), sh(1), bash(1)
 *
 * LD_TRACE_LOADED_OBJECTS is not among them: to glibc's loader it is set where it is empty, and then nothing would run at
 * all. An image that sets it can do no more than that, for nothing is run of what is listed.
 */
export const clearedEnvironment: Readonly<Record<string, string>> = {
  ...emptied(
    ...['LD_PRELOAD', 'LD_AUDIT', 'LD_LIBRARY_PATH', 'LD_PROFILE', 'LD_PROFILE_OUTPUT', 'LD_DEBUG', 'LD_DEBUG_OUTPUT'],
    ...['LD_BIND_NOW', 'LD_ORIGIN_PATH', 'GLIBC_TUNABLES', 'GCONV_PATH', 'LOCPATH', 'NLSPATH', 'LANGUAGE', 'TMPDIR'],
    ...['MALLOC_TRACE', 'MALLOC_CHECK_', 'MALLOC_PERTURB_', 'MALLOC_TOP_PAD_', 'MALLOC_TRIM_THRESHOLD_'],
    ...['MALLOC_MMAP_MAX_', 'MALLOC_MMAP_THRESHOLD_', 'MALLOC_ARENA_MAX', 'MALLOC_ARENA_TEST'],
    ...['ENV', 'BASH_ENV', 'IFS', 'PS4'],
  ),
  // stronger than LANG and each LC_ of the image: libc's own, of which no file and no converter is read
  LC_ALL: 'C',
};

function emptied(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}
