/** What a started program needs of the machine; nothing that steers Steward. */
const MACHINE_NAMES = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];

/** The environment of a child process in a test: the machine's own variables and the given ones, neither canaries nor keys. */
export function childEnvironment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  const machine = MACHINE_NAMES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(machine), ...variables };
}
