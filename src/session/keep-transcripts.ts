import type { AgentRun } from '../agent/agent-run.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { LlmMessage } from '../ports/llm-provider.ts';

/**
 * Keeps the conversations of a deliberation as blobs, named by hash in the journal: every word that was sent and answered.
 * @returns the names in the order of the runs; null for a run of a plain strategy, whose steps the facts already tell.
 */
export async function keepTranscripts(blobs: BlobStore | null, runs: readonly AgentRun[]): Promise<readonly (string | null)[]> {
  const names: (string | null)[] = [];
  for (const run of runs) names.push(blobs === null ? null : await blobs.put(transcriptText(run)));
  return names;
}

function transcriptText({ agent, provider, model, promptHash, messages }: AgentRun): string {
  return JSON.stringify({ agent, provider, model, promptHash, messages: messages.map(plainMessage) });
}

/** The message as plain data, its lazy texts made. */
function plainMessage(message: LlmMessage): unknown {
  switch (message.role) {
    case 'user':
      return { role: 'user', text: message.text() };
    case 'assistant':
      return message;
    case 'tool':
      return {
        role: 'tool',
        results: message.results.map(({ callId, toolName, ok, text }) => ({ callId, toolName, ok, text: text() })),
      };
  }
}
