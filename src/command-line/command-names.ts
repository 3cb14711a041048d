/** What may stand in the place of a target. */
export const commandNames = [
  'explain',
  'show',
  'diff',
  'cleanup',
  'setup',
  'policy',
  'local',
  'completion',
  'version',
  'help',
] as const;
