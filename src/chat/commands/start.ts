import { deskMessage } from '../../report/desk-message.ts';
import type { CommandDefinition } from '../command-definition.ts';

export const start: CommandDefinition = {
  name: 'start',
  aliases: [],
  arguments: '',
  example: '/start',
  summary: { en: 'what Steward is' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ facts }) => ({ tag: 'ready', run: async () => deskMessage({ tag: 'welcome' }, facts) }),
};
