import type { SimulatorStore } from '../../src/simulator/simulator-store.ts';

/** Keeps a simulated account in memory, where the next process of a test finds it. */
export function memorySimulatorStore(records: readonly string[] = []): SimulatorStore {
  const kept = [...records];
  return { load: () => [...kept], append: (record) => void kept.push(record) };
}
