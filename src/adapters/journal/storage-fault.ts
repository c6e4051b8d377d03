import { Fault } from '../../domain/fault.ts';

/** The fault for a file operation that failed: what was tried, and the operating system's word for why. */
export function storageFault(tried: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault('storage', `${tried}: ${why}`, { cause });
}

/** Runs a file operation, turning its failure into a storage fault; faults pass as they are. */
export async function withStorageFault<T>(tried: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof Fault ? error : storageFault(tried, error);
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
