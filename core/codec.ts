// Integers in a list: what every encoding is made of.

import { assert } from './assert.ts';

/** Reads a list of integers from its start. */
export class Reader {
  private readonly values: readonly number[];
  private offset = 0;

  constructor(values: readonly number[]) {
    this.values = values;
  }

  flag(): boolean {
    return this.next() === 1;
  }

  next(): number {
    assert(this.offset < this.values.length, 'an encoding is complete', this.offset);
    return this.values[this.offset++];
  }

  list<T>(decode: () => T): T[] {
    const count = this.next();
    return Array.from({ length: count }, decode);
  }

  text(): string {
    return this.list(() => String.fromCharCode(this.next())).join('');
  }

  end(): void {
    assert(this.offset === this.values.length, 'an encoding ends where its node ends', this.offset);
  }
}

/** A text: its length, then its UTF-16 code units. */
export function encodeText(text: string, into: number[]): void {
  into.push(text.length);
  for (let offset = 0; offset < text.length; offset++) into.push(text.charCodeAt(offset));
}

/** A list: its length, then its values. */
export function encodeList(values: readonly number[], into: number[]): void {
  into.push(values.length, ...values);
}

/** Lists by node id: absent values are written as -1, trailing ones as any other. */
export function encodeSparse(values: readonly (number | undefined)[], into: number[]): void {
  into.push(values.length);
  for (let offset = 0; offset < values.length; offset++) into.push(values[offset] ?? -1);
}

/** The inverse of `encodeSparse`. */
export function decodeSparse(reader: Reader): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  const count = reader.next();
  values.length = count;
  for (let offset = 0; offset < count; offset++) {
    const value = reader.next();
    if (value !== -1) values[offset] = value;
  }
  return values;
}
