/** One entry of the exchange's script of faults, as its files have them. */
export type ScriptedFault = Readonly<Record<string, unknown>> & { readonly fault: string };
