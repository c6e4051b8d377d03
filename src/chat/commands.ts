import type { CommandDefinition } from './command-definition.ts';
import { approve } from './commands/approve.ts';
import { autonomy } from './commands/autonomy.ts';
import { close } from './commands/close.ts';
import { config } from './commands/config.ts';
import { costs } from './commands/costs.ts';
import { help } from './commands/help.ts';
import { llm } from './commands/llm.ts';
import { mode } from './commands/mode.ts';
import { model } from './commands/model.ts';
import { note } from './commands/note.ts';
import { panic } from './commands/panic.ts';
import { pause } from './commands/pause.ts';
import { pending } from './commands/pending.ts';
import { ping } from './commands/ping.ts';
import { portfolio } from './commands/portfolio.ts';
import { positions } from './commands/positions.ts';
import { reject } from './commands/reject.ts';
import { resume } from './commands/resume.ts';
import { risk } from './commands/risk.ts';
import { run } from './commands/run.ts';
import { session } from './commands/session.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { trades } from './commands/trades.ts';
import { why } from './commands/why.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  status,
  portfolio,
  positions,
  trades,
  risk,
  costs,
  why,
  session,
  ping,
  help,
  start,
  pending,
  approve,
  reject,
  pause,
  resume,
  panic,
  close,
  run,
  mode,
  model,
  llm,
  autonomy,
  config,
  note,
];
