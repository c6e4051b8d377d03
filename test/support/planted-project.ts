import { copyFileSync, cpSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { artefactFolder } from './artefact-folder.ts';
import { projectRoot } from './project-root.ts';

/**
 * A small project of its own with the given files, where a check of this project is shown something that it must find.
 *
 * @param files   Text by path.
 * @param copied  Files and folders of this project that it has too; package.json is always among them, and the installed packages are shared.
 * @returns Its folder.
 */
export function plantProject(files: Readonly<Record<string, string>>, copied: readonly string[] = []): string {
  const root = artefactFolder('planted');
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  for (const path of ['package.json', ...copied]) copyInto(root, path);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function copyInto(root: string, path: string): void {
  const source = join(projectRoot, path);
  if (statSync(source).isDirectory()) cpSync(source, join(root, path), { recursive: true });
  else copyFileSync(source, join(root, path));
}
