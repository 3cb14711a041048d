/**
 * Node's http. An `import` of it would read every export, and some of these load Node's whole fetch when they are read:
 * 20 ms at each start.
 */
export const http = process.getBuiltinModule('node:http');
