import { describeChat } from '../contract/chat.contract.ts';
import { recordingChat, textOf } from './recording-chat.ts';

describeChat('the recording chat', () => {
  const chat = recordingChat({ now: () => 5_000 });
  return {
    chat,
    now: () => 5_000,
    say: (line) => chat.say(line),
    hangUp: () => chat.hangUp(),
    breakDelivery: () => chat.deliverAs(() => 'failed'),
    shown: () => chat.sent.map(textOf).join('\n'),
  };
});
