/** The node's folders that its sh, env and nsenter live in, mounted over the image's. */
export function hostFolders(architecture: string): readonly { name: string; path: string }[] {
  return [
    { name: 'bin', path: '/bin' },
    { name: 'sbin', path: '/sbin' },
    { name: 'lib', path: '/lib' },
    // only there do programs name /lib64 as the place of their loader
    ...(architecture === 'amd64' ? [{ name: 'lib64', path: '/lib64' }] : []),
    { name: 'usr', path: '/usr' },
  ];
}
