// SPDX-License-Identifier: MIT
// Reads fields of untrusted JSON with a sticky error: read all, check once. After the first error
// every field reads as a harmless default, which must not be used.

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first error, shared by a message and the objects inside it. */
export class Fault {
  path: string | null = null;

  set(path: string): void {
    this.path ??= path;
  }
}

export class Fields {
  constructor(
    private readonly object: JsonObject,
    private readonly fault: Fault = new Fault(),
    private readonly prefix = '',
  ) {}

  get failedAt(): string | null {
    return this.fault.path;
  }

  has(name: string): boolean {
    return this.object[name] !== undefined;
  }

  isNull(name: string): boolean {
    return this.object[name] === null;
  }

  string(name: string): string {
    const value = this.object[name];
    return typeof value === 'string' ? value : this.fail(name, '');
  }

  optionalString(name: string): string | undefined {
    return this.has(name) && !this.isNull(name) ? this.string(name) : undefined;
  }

  number(name: string): number {
    const value = this.object[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail(name, 0);
  }

  optionalNumber(name: string): number | undefined {
    return this.has(name) && !this.isNull(name) ? this.number(name) : undefined;
  }

  boolean(name: string): boolean {
    const value = this.object[name];
    return typeof value === 'boolean' ? value : this.fail(name, false);
  }

  optionalBoolean(name: string): boolean {
    return this.has(name) && !this.isNull(name) ? this.boolean(name) : false;
  }

  oneOf<const T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const value = this.object[name];
    const found = choices.find((choice) => choice === value);
    return found ?? this.fail(name, choices[0]);
  }

  child(name: string): Fields {
    const value = this.object[name];
    const path = this.prefix + name;
    return isObject(value)
      ? new Fields(value, this.fault, `${path}.`)
      : this.fail(name, new Fields({}, this.fault, `${path}.`));
  }

  list<T>(name: string, read: (item: Fields) => T): T[] {
    const value = this.object[name];
    if (!Array.isArray(value)) return this.fail(name, []);
    return value.map((item, index) => this.entry(name, item, index, read));
  }

  private entry<T>(name: string, item: unknown, index: number, read: (item: Fields) => T): T {
    const path = `${this.prefix}${name}[${index}]`;
    if (!isObject(item)) this.fault.set(path);
    return read(new Fields(isObject(item) ? item : {}, this.fault, `${path}.`));
  }

  /** Like `list`, but an entry may also be null. */
  nullableList<T>(name: string, read: (item: Fields) => T): (T | null)[] {
    const value = this.object[name];
    if (!Array.isArray(value)) return this.fail(name, []);
    return value.map((item, index) => (item === null ? null : this.entry(name, item, index, read)));
  }

  strings(name: string): string[] {
    const value = this.object[name];
    if (!Array.isArray(value)) return this.fail(name, []);
    return value.every((item) => typeof item === 'string')
      ? (value as string[])
      : this.fail(name, []);
  }

  raw(name: string): unknown {
    return this.object[name];
  }

  /** Records that `name` is wrong and returns `instead`. */
  fail<T>(name: string, instead: T): T {
    this.fault.set(this.prefix + name);
    return instead;
  }
}
