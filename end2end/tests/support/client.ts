import { randomBytes } from 'node:crypto';

type Fields = Record<string, string | number | boolean>;

interface Outcome {
  seq: number;
  fate: string;
  stored: boolean;
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
    const answer = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ login, password: `zoufang-${login}` }),
    });
    if (!answer.ok) throw new Error(`sign-in of ${login}: ${answer.status} ${await answer.text()}`);
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return new Client(url, cookies.join('; '));
  }

  /** Another device of the same account. */
  twin(): Client {
    return new Client(this.url, this.cookie);
  }

  /** A change that makes a record. */
  creation(kind: string, fields: Fields, record = uuid()): object {
    const at = (BigInt(Date.now()) << 16n).toString(16).padStart(16, '0');
    this.#seq += 1;
    const written = Object.entries(fields).map(([path, value]) => [path, { value }]);
    return { id: uuid(), device: this.device, seq: this.#seq, record, kind, op: 'set', at, schema: 1, fields: Object.fromEntries(written) };
  }

  async push(changes: object[]): Promise<Outcome[]> {
    const answer = await fetch(`${this.url}/api/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, cookie: this.cookie },
      body: JSON.stringify({ protocol: 1, device: this.device, changes }),
    });
    if (!answer.ok) throw new Error(`push: ${answer.status} ${await answer.text()}`);
    const { outcomes } = (await answer.json()) as { outcomes: Outcome[] };
    const lost = outcomes.filter(({ stored, fate }) => !stored || fate !== 'applied');
    if (lost.length > 0) throw new Error(`push: ${JSON.stringify(lost[0])}`);
    return outcomes;
  }

  /** Sends in pushes of at most `size`. */
  async pushAll(changes: object[], size = 200): Promise<void> {
    for (let from = 0; from < changes.length; from += size) await this.push(changes.slice(from, from + size));
  }

  /** Everything there is, from the start; how many rows came. */
  async pullAll(): Promise<number> {
    let count = 0;
    for await (const rows of this.#pages()) count += rows.length;
    return count;
  }

  /** The same, with what came. */
  async rows(): Promise<object[]> {
    const all: object[] = [];
    for await (const rows of this.#pages()) all.push(...rows);
    return all;
  }

  async *#pages(): AsyncGenerator<object[]> {
    let cursor = '';
    for (let more = true; more; ) {
      const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : '';
      const headers = { cookie: this.cookie, 'accept-encoding': 'identity' };
      const answer = await fetch(`${this.url}/api/v1/sync/pull${query}`, { headers });
      if (!answer.ok) throw new Error(`pull: ${answer.status} ${await answer.text()}`);
      const page = (await answer.json()) as { rows: object[]; cursor: string; more: boolean };
      yield page.rows;
      ({ cursor, more } = page);
    }
  }
}

const NAMES = ['云岫', '临川', '听澜', '南浦', '霁月', '望舒', '扶光', '松间', '知行', '砚山'];
const TRADES = ['智装', '精工', '传动', '医械', '新材', '数控', '储能', '光电', '冷链', '检测'];

/** Invented companies. */
export function companies(client: Client, count: number): object[] {
  return Array.from({ length: count }, (_, i) => {
    const short = `${NAMES[i % 10]}${TRADES[Math.floor(i / 10) % 10]}${i}`;
    const region = i % 2 === 0 ? '江苏苏州' : '广东深圳';
    return client.creation('company', { name: `${short}有限公司`, short, region, country: 'CN', chain_name: '装备制造', pursuit: 'negotiating' });
  });
}

/** Visits such as officers write. */
export function visits(client: Client, count: number): object[] {
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

/** UUIDv7: sorts by the time it was made. */
export function uuid(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
