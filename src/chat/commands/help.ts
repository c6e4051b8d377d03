import type { Language } from '../../domain/chat-message.ts';
import { helpReport } from '../../report/commands/help-report.ts';
import { type CommandDefinition, type CommandGroup, mayUse, usageOf } from '../command-definition.ts';

const GROUPS: readonly CommandGroup[] = ['look', 'decide', 'steer'];
const TITLES: Readonly<Record<Language, Readonly<Record<CommandGroup, string>>>> = {
  en: { look: 'Look', decide: 'Answer', steer: 'Steer' },
};

export const help: CommandDefinition = {
  name: 'help',
  aliases: ['commands'],
  arguments: '[command]',
  example: '/help close',
  summary: { en: 'what you can say' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ commands, facts: { language }, role }, [topic]) {
    const usable = commands.filter((command) => mayUse(role, command));
    const one = topic === undefined ? undefined : usable.find((command) => isNamed(command, topic));
    return {
      tag: 'ready',
      run: async () =>
        helpReport({ groups: one === undefined ? groupsOf(usable, language) : [topicOf(one, language)] }, language),
    };
  },
};

function isNamed(command: CommandDefinition, topic: string): boolean {
  const name = topic.replace(/^\//u, '').toLowerCase();
  return command.name === name || command.aliases.includes(name);
}

function groupsOf(commands: readonly CommandDefinition[], language: Language) {
  return GROUPS.map((group) => ({
    title: TITLES[language][group],
    rows: commands
      .filter((command) => command.group === group)
      .map((command) => ({ command: usageOf(command), description: command.summary[language] })),
  })).filter(({ rows }) => rows.length > 0);
}

function topicOf(command: CommandDefinition, language: Language) {
  return { title: usageOf(command), rows: [{ command: command.example, description: command.summary[language] }] };
}
