import { Client } from './client.ts';
import type { Server } from './server.ts';

/** A record as the server gives it: of each field the heads, the one that shows last. */
export interface Received {
  kind: string;
  id: string;
  fields: Record<string, [number, unknown][]>;
}

/** What the server has of a kind, as the office reads it. */
export async function received(server: Server, kind: string): Promise<Received[]> {
  const office = await Client.signIn(server.url, 'office');
  return ((await office.rows()) as Received[]).filter((row) => row.kind === kind);
}

/** What a field holds; `*` is any one item of a list. */
export function held(row: Received | undefined, path: string): unknown {
  const pattern = new RegExp(`^${path.replaceAll('*', '[^/]+')}$`);
  return Object.entries(row?.fields ?? {}).find(([path]) => pattern.test(path))?.[1].at(-1)?.[1];
}
