/** How a call of a model ended: why its answer stopped, or the code of its failure. */
export type ModelCallEnding =
  | 'tool-calls'
  | 'end'
  | 'truncated'
  | 'refused'
  | 'empty'
  | 'timeout'
  | 'overloaded'
  | 'rate-limited'
  | 'unauthorised'
  | 'model-unknown'
  | 'bad-request'
  | 'network'
  | 'bad-payload'
  | 'cancelled'
  | 'budget'
  | 'circuit-open'
  | 'tape-miss';
