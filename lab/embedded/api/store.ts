import { randomUUID } from 'node:crypto';
import { type Fields, fields, text } from '../json.ts';
import { type ApiObject, timestamp } from './objects.ts';
import { apiVersion, type Resource } from './resources.ts';
import { alreadyExists, expired } from './status.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly object: ApiObject;
  /** The object before; undefined for a new one. */
  readonly before: ApiObject | undefined;
}

const changesKept = 5000;

/** All objects of the cluster, in memory, and the changes that watches are made of. Stored objects are never mutated. */
export class Store {
  readonly #objects = new Map<string, ApiObject>();
  readonly #watchers = new Set<(change: Change) => void>();
  readonly #changes: Change[] = [];
  #version = 1;

  /** The version of the newest change. */
  get version(): string {
    return String(this.#version);
  }

  get(resource: Resource, namespace: string, name: string): ApiObject | undefined {
    return this.#objects.get(key(resource, namespace, name));
  }

  /** All of a kind, in one namespace or (`''`) in all of them, in the order of their names. */
  list(resource: Resource, namespace = ''): ApiObject[] {
    const prefix = namespace === '' ? `${resource.group}/${resource.plural}/` : key(resource, namespace, '');
    return [...this.#objects]
      .filter(([one]) => one.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Makes of what a client sent an object with its metadata complete, as a dry run returns it. */
  newObject(resource: Resource, namespace: string, body: Fields): ApiObject {
    const metadata = fields(body.metadata);
    return {
      ...body,
      kind: resource.kind,
      apiVersion: apiVersion(resource.group),
      metadata: {
        ...metadata,
        name: text(metadata.name) ?? `${text(metadata.generateName) ?? ''}${randomUUID().slice(-5)}`,
        namespace: resource.namespaced ? namespace : '',
        uid: randomUUID(),
        resourceVersion: '',
        creationTimestamp: timestamp(),
      },
    };
  }

  create(resource: Resource, object: ApiObject): ApiObject {
    if (this.#objects.has(keyOf(resource, object))) throw alreadyExists(resource, object.metadata.name);
    return this.#record('ADDED', resource, object);
  }

  /** Stores a changed object; one that is gone meanwhile stays gone. */
  update(resource: Resource, object: ApiObject): ApiObject {
    const before = this.#objects.get(keyOf(resource, object));
    if (before?.metadata.uid !== object.metadata.uid) return object;
    const sameVersion = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: before.metadata.resourceVersion },
    };
    if (JSON.stringify(sameVersion) === JSON.stringify(before)) return before;
    return this.#record('MODIFIED', resource, object);
  }

  remove(resource: Resource, object: ApiObject): void {
    const before = this.#objects.get(keyOf(resource, object));
    if (before?.metadata.uid === object.metadata.uid) this.#record('DELETED', resource, before);
  }

  /** Tells the listener every change after a version (undefined: from now on), until the function it returns is called. */
  watch(since: string | undefined, listener: (change: Change) => void): () => void {
    if (since !== undefined && this.#isForgotten(Number(since))) throw expired(since);
    for (const change of this.#changes) {
      if (since !== undefined && Number(change.object.metadata.resourceVersion) > Number(since)) listener(change);
    }
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  #isForgotten(version: number): boolean {
    const oldest = this.#changes[0];
    return (
      this.#changes.length === changesKept &&
      oldest !== undefined &&
      version < Number(oldest.object.metadata.resourceVersion)
    );
  }

  #record(type: Change['type'], resource: Resource, object: ApiObject): ApiObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: this.version } };
    const before = this.#objects.get(keyOf(resource, object));
    if (type === 'DELETED') this.#objects.delete(keyOf(resource, object));
    else this.#objects.set(keyOf(resource, object), stored);
    const change: Change = { type, resource, object: stored, before };
    this.#changes.push(change);
    if (this.#changes.length > changesKept) this.#changes.shift();
    for (const tell of [...this.#watchers]) tell(change);
    return stored;
  }
}

function key(resource: Resource, namespace: string, name: string): string {
  return `${resource.group}/${resource.plural}/${namespace}/${name}`;
}

function keyOf(resource: Resource, object: ApiObject): string {
  return key(resource, object.metadata.namespace, object.metadata.name);
}
