/** Why /panic turns entries down. Its answer tells of the halt, so each of these rejections is told by a message of its own. */
export const PANIC_REASON = 'panic';
