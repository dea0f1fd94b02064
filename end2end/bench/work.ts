import { readFile } from 'node:fs/promises';

import { figure } from './figures.ts';

/** Linux counts the time of a process in hundredths of a second. */
const TICK_US = 10_000;

/**
 * What some work costs the processor, of the server and of the load generator apart: how long it takes tells nothing
 * where others use the machine too.
 */
export class Work {
  readonly #server: number;
  readonly #own = process.cpuUsage();

  private constructor(
    readonly pid: number,
    server: number,
  ) {
    this.#server = server;
  }

  static async begin(pid: number): Promise<Work> {
    return new Work(pid, await microseconds(pid));
  }

  /** Prints both for one of `count`. */
  async end(name: string, count: number): Promise<void> {
    const server = (await microseconds(this.pid)) - this.#server;
    const { user, system } = process.cpuUsage(this.#own);
    figure(`${name}, processor time of the server`, server / count, 'µs each');
    figure(`${name}, of the load generator`, (user + system) / count, 'µs each');
  }
}

/** Memory of a process when it had most, in MB. */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function microseconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets, and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
