import { existsSync, fdatasyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { Fault } from '../domain/fault.ts';
import type { SimulatorStore } from '../simulator/simulator-store.ts';

/**
 * Keeps a simulated account in a file, so that it outlives a killed process as a real account does. A record is on the disk before
 * `append` returns. The last line may be torn by a kill: it was never answered, so it is cut off.
 */
export function openFileSimulatorStore(path: string): SimulatorStore {
  const records = existsSync(path) ? readRecords(path) : [];
  const file = openSync(path, 'a');
  return {
    load: () => records,
    append(record) {
      writeSync(file, `${record}\n`);
      fdatasyncSync(file);
    },
  };
}

function readRecords(path: string): readonly string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const isWhole = (line.startsWith('[') && line.endsWith(']')) || (line.startsWith('{') && line.endsWith('}'));
    if (!isWhole) throw new Fault('journal-damaged', `the simulated account in ${path} is damaged at line ${index + 1}`);
  }
  return lines;
}
