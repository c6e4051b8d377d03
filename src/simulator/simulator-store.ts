/** Where a simulated account outlives its process, as a real one does. Both calls return when they are done; a record must then be durable. */
export interface SimulatorStore {
  append(record: string): void;
  /** Every record that was appended, in that order. */
  load(): readonly string[];
}
