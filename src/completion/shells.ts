/** Those that completion is printed for; known by name where nothing else is loaded. */
export const shells = ['bash', 'zsh', 'fish'] as const;
