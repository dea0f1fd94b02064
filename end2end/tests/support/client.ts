import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { ask } from './asking.ts';

type Fields = Record<string, string | number | boolean>;

/** A save of one record, as it travels. */
export interface Change {
  id: string;
  device: string;
  seq: number;
  record: string;
  kind: string;
  op: 'set' | 'delete';
  at: string;
  schema: number;
  life: [string, number][];
  fields: Record<string, { base: [string, number][]; value: string | number | boolean }>;
}

/** A record as the server sends it, as far as it is needed to write over it. */
export interface Row {
  id: string;
  kind: string;
  writes: [device: string, seq: number, at: string, by: string][];
  /** Which of the writes say that it stands, or does not. */
  life: [number, boolean][];
}

interface Outcome {
  seq: number;
  fate: string;
  stored: boolean;
}

interface Page {
  rows: object[];
  cursor: string;
  more: boolean;
}

/** A device that speaks the sync protocol, for loading a server. */
export class Client {
  readonly device = uuid();
  #seq = 0;

  private constructor(
    readonly url: string,
    readonly cookie: string,
  ) {}

  static async signIn(url: string, login: string): Promise<Client> {
    const body = JSON.stringify({ login, password: `zoufang-${login}` });
    const { status, headers, text } = await ask(`${url}/api/v1/session`, 'POST', { 'content-type': 'application/json', origin: url }, body);
    if (status !== 200) throw new Error(`sign-in of ${login}: ${status} ${text}`);
    const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
    return new Client(url, cookies.join('; '));
  }

  /** Another device of the same account. */
  twin(): Client {
    return new Client(this.url, this.cookie);
  }

  /** A change that makes a record. */
  creation(kind: string, fields: Fields, record = uuid()): Change {
    return this.#change({ record, kind, op: 'set' }, fields, []);
  }

  /** One that amends a record which this device has made and nobody has touched since. */
  amendment({ record, kind, seq }: Change, fields: Fields): Change {
    return this.#change({ record, kind, op: 'set' }, fields, [[this.device, seq]]);
  }

  deletion({ record, kind, seq }: Change): Change {
    return this.#change({ record, kind, op: 'delete' }, {}, [[this.device, seq]]);
  }

  /** Takes off what somebody else has made. */
  removal({ id, kind, writes, life }: Row): Change {
    const seen = life.map(([write]) => writes[write]?.slice(0, 2) as [string, number]);
    return this.#change({ record: id, kind, op: 'delete' }, {}, seen);
  }

  #change(of: Pick<Change, 'record' | 'kind' | 'op'>, fields: Fields, seen: Change['life']): Change {
    const at = (BigInt(Date.now()) << 16n).toString(16).padStart(16, '0');
    this.#seq += 1;
    const written = Object.entries(fields).map(([path, value]) => [path, { base: seen, value }]);
    return { id: uuid(), device: this.device, seq: this.#seq, ...of, at, schema: 1, life: seen, fields: Object.fromEntries(written) };
  }

  async push(changes: object[]): Promise<Outcome[]> {
    return this.#send(this.#spelled(changes));
  }

  #spelled(changes: object[]): Buffer {
    return Buffer.from(JSON.stringify({ protocol: 1, device: this.device, changes }));
  }

  async #send(body: Buffer): Promise<Outcome[]> {
    const headers = { 'content-type': 'application/json', origin: this.url, cookie: this.cookie };
    const { status, text } = await ask(`${this.url}/api/v1/sync/push`, 'POST', headers, body);
    if (status !== 200) throw new Error(`push: ${status} ${text}`);
    const { outcomes } = JSON.parse(text) as { outcomes: Outcome[] };
    const lost = outcomes.filter(({ stored, fate }) => !stored || fate !== 'applied');
    if (lost.length > 0) throw new Error(`push: ${JSON.stringify(lost[0])}`);
    return outcomes;
  }

  /** Sends in pushes of at most `size`. */
  async pushAll(changes: object[], size = 200): Promise<void> {
    await this.ready(changes, size)();
  }

  /** The same in two steps: the pushes are spelled now, and sent one after another when the answer is called. */
  ready(changes: object[], size = 200): () => Promise<void> {
    const pushes: Buffer[] = [];
    for (let from = 0; from < changes.length; from += size) pushes.push(this.#spelled(changes.slice(from, from + size)));
    return async () => {
      for (const push of pushes) await this.#send(push);
    };
  }

  /** A content that fits into one piece. Where the server asks to come again later, it does. */
  async upload(content: Buffer): Promise<void> {
    const hash = hashOf(content);
    const headers = {
      origin: this.url,
      cookie: this.cookie,
      'upload-offset': '0',
      'upload-length': String(content.length),
      'upload-checksum': hash,
    };
    for (;;) {
      const { status, headers: said, text } = await ask(`${this.url}/api/v1/blobs/${hash}`, 'PATCH', headers, content);
      if (status === 204) return;
      const after = said['retry-after'];
      if (after === undefined) throw new Error(`upload: ${status} ${text}`);
      await setTimeout(Number(after) * 1_000);
    }
  }

  async download(hash: string): Promise<Buffer> {
    const answer = await fetch(`${this.url}/api/v1/blobs/${hash}`, { headers: { cookie: this.cookie } });
    if (answer.status !== 200) throw new Error(`download: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Everything there is, from the start; how many rows came. */
  async pullAll(): Promise<number> {
    let count = 0;
    for await (const { rows } of this.#pages()) count += rows.length;
    return count;
  }

  /** The same, with what came. */
  async rows(): Promise<object[]> {
    const all: object[] = [];
    for await (const { rows } of this.#pages()) all.push(...rows);
    return all;
  }

  /** The rows behind a cursor, or the first. */
  async page(cursor = ''): Promise<Page> {
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : '';
    const headers = { cookie: this.cookie, 'accept-encoding': 'identity' };
    const { status, text } = await ask(`${this.url}/api/v1/sync/pull${query}`, 'GET', headers);
    if (status !== 200) throw new Error(`pull: ${status} ${text}`);
    return JSON.parse(text) as Page;
  }

  /** Where one stands who has seen all that came behind a cursor. */
  async catchUp(cursor = ''): Promise<string> {
    for await (const page of this.#pages(cursor)) ({ cursor } = page);
    return cursor;
  }

  async *#pages(cursor = ''): AsyncGenerator<Page> {
    for (let more = true; more; ) {
      const page = await this.page(cursor);
      yield page;
      ({ cursor, more } = page);
    }
  }
}

const NAMES = ['云岫', '临川', '听澜', '南浦', '霁月', '望舒', '扶光', '松间', '知行', '砚山'];
const TRADES = ['智装', '精工', '传动', '医械', '新材', '数控', '储能', '光电', '冷链', '检测'];

/** Invented companies. */
export function companies(client: Client, count: number): Change[] {
  return Array.from({ length: count }, (_, i) => {
    const short = `${NAMES[i % 10]}${TRADES[Math.floor(i / 10) % 10]}${i}`;
    const region = i % 2 === 0 ? '江苏苏州' : '广东深圳';
    return client.creation('company', { name: `${short}有限公司`, short, region, country: 'CN', chain_name: '装备制造', pursuit: 'negotiating' });
  });
}

/** Visits such as officers write. */
export function visits(client: Client, count: number): Change[] {
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.now() - (i % 400) * 86_400_000).toISOString().slice(0, 10);
    return client.creation('visit', {
      company: uuid(),
      company_name: `${NAMES[i % 10]}${TRADES[i % 7]}${i}`,
      kind: i % 3 === 0 ? 'return_visit' : 'visit',
      day,
      start: '14:00',
      place: '苏州工业园区',
      content: '企业计划在中部布局第二生产基地，年产智能检测装备2000台套，在三城之间比选，关注工业用地、产业基金与人才供给。',
      'needs/land': true,
      'needs/funds': true,
      'intent/amount': 10_000 + (i % 90) * 1_000,
      'intent/grade': 'ABCD'[i % 4] ?? 'A',
      'next/a/what': '一周内提供地块与厂房资料',
      'next/a/due': day,
      // What is older than two months is mostly done.
      'next/a/done': i % 400 > 60 && i % 10 !== 0,
    });
  });
}

/** Photos of a visit, and their contents: well formed as far as a server looks, and no two alike. */
export function pictures(client: Client, { record }: Change, count: number, bytes: number): { change: object; content: Buffer }[] {
  const segment = (mark: number, said: number[]): number[] => [0xff, mark, (said.length + 2) >> 8, (said.length + 2) & 255, ...said];
  const tables = segment(0xdb, Array.from({ length: 65 }, () => 1));
  const head = Buffer.from([0xff, 0xd8, ...tables, ...segment(0xc0, [8, 0, 16, 0, 16, 1, 1, 0x11, 0]), ...segment(0xda, [1, 1, 0, 0, 63, 0])]);
  return Array.from({ length: count }, (_, i) => {
    const points = randomBytes(bytes - head.length - 2).map((point) => (point === 0xff ? 0 : point));
    const content = Buffer.concat([head, points, Buffer.from([0xff, 0xd9])]);
    const blob = hashOf(content);
    return { content, change: client.creation('attachment', { of: record, blob, name: `${i}.jpg`, type: 'image/jpeg' }) };
  });
}

/** The name of a content. */
export function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** UUIDv7: sorts by the time it was made. */
export function uuid(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
