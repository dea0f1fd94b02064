import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The browser of the machine, by any of its names, or the one that a variable names. */
export function installed(variable: string, names: string[]): string | undefined {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env[variable] ?? candidates.find((path) => existsSync(path));
}
