/**
 * The folders directly under `src/` in the tree of a README: the first code block below the heading `## Layout`.
 *
 * @returns null where there is no such block.
 */
export function foldersInReadme(readme: string): readonly string[] | null {
  const block = /^## Layout\n[\s\S]*?^```[a-z]*\n([\s\S]*?)^```/m.exec(readme)?.[1];
  if (block === undefined) return null;
  const lines = block.split('\n');
  const start = lines.findIndex((line) => /^src\/(\s|$)/.test(line));
  if (start === -1) return [];
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => /^\S/.test(line));
  return below.slice(0, end === -1 ? below.length : end).flatMap((line) => /^ {2}([\w-]+)\//.exec(line)?.[1] ?? []);
}
