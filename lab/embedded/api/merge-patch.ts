import { type Fields, fields, type Json } from '../json.ts';

/** RFC 7386. Strategic merge patches are taken as such too: lists are replaced, not merged. */
export function mergePatch(object: Fields, patch: Fields): Fields {
  const result: Fields = { ...object };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = isObject(value) ? mergePatch(fields(result[name]), value) : value;
  }
  return result;
}

function isObject(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
