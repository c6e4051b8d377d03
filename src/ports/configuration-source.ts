/** A configuration file as it was found. */
export interface ConfigurationFile {
  /** Path below the configuration folder: `steward.yaml`, `llm/single.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** Where configuration comes from. A folder that does not exist gives an empty list; a file that cannot be read is a `storage` Fault. */
export interface ConfigurationSource {
  load(): Promise<readonly ConfigurationFile[]>;
}
