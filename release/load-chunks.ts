// What a packed executable starts with: the chunks of the bundle are among its assets, and are compiled when they are
// needed, which is what keeps the start short on platforms that have no code cache.
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { getAsset } from 'node:sea';
import { compileFunction } from 'node:vm';

interface Module {
  exports: unknown;
}

const folder = dirname(process.execPath);
const requireBuiltin = createRequire(process.execPath);
const modules = new Map<string, Module>();

function load(name: string): unknown {
  const loaded = modules.get(name);
  if (loaded) return loaded.exports;
  const module: Module = { exports: {} };
  modules.set(name, module); // before it runs, for chunks that need each other
  const filename = join(folder, name);
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  const withoutHashbang = getAsset(name, 'utf8').replace(/^#!.*/, '');
  const run = compileFunction(withoutHashbang, parameters, { filename });
  Reflect.apply(run, undefined, [module.exports, requireOne, module, filename, folder]);
  return module.exports;
}

const requireOne = (name: string) => (isBuiltin(name) ? requireBuiltin(name) : load(name.replace(/^\.\//, '')));

load('kubectl-exec_doctor');
