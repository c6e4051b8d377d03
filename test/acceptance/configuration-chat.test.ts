import { describe, expect, it } from 'vitest';
import { type ChatWorld, openChatWorld } from '../support/chat-world.ts';
import { editedFiles } from '../support/edited-files.ts';

const START = 'autonomy: advisor\nlimits:\n  openPositionsMax: 5\n';

describe('a chat whose bot watches its files', () => {
  it('is told of edits, of wrong files once, and of limits that wait', async () => {
    const files = editedFiles({ 'steward.yaml': START });
    const world = await openChatWorld({ warmUpDays: 2, files });
    await world.pass({ seconds: 20 });
    files.write('steward.yaml', START.replace('Max: 5', 'Max: 8').replace('advisor', 'confirm'));
    await world.pass({ seconds: 20 });
    expect(textsOf(world)).toContain('autonomy: advisor → confirm');
    expect(textsOf(world)).toContain('Limits stay strict until they are approved');
    expect(textsOf(world)).toContain('openPositionsMax: 5 → 8');
    await world.say('/risk');
    expect(textsOf(world)).toContain("openPositionsMax stays 5: the file's 8 waits for steward approve-config on the host.");

    files.write('steward.yaml', 'autonomy: sometimes\n');
    await world.pass({ minutes: 2 });
    expect(textsOf(world).match(/The configuration files are wrong/g)).toHaveLength(1);
    expect(textsOf(world)).toContain('autonomy = "sometimes": is none of the choices (steward.yaml)');
    files.write('steward.yaml', START);
    await world.pass({ minutes: 2 });
    expect(textsOf(world)).toContain('Resolved · the wrong configuration files');
    expect(textsOf(world)).toContain('Resolved · the limits that wait for approval');
    await world.close();
  });
});

function textsOf(world: ChatWorld): string {
  return world
    .shown()
    .map(({ text }) => text)
    .join('\n\n');
}
