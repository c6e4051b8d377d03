/** The bot's state, below the working folder unless `--data-dir` or STEWARD_DATA_DIR says otherwise. */
export const DEFAULT_DATA_DIR = 'data';
/** Configuration files, below the working folder unless `--config-dir` or STEWARD_CONFIG_DIR says otherwise. */
export const DEFAULT_CONFIG_DIR = 'config';

export const JOURNAL_FOLDER = 'journal';
export const CSV_FOLDER = 'csv';
/** Where a simulated exchange keeps its side of the account. */
export const ACCOUNT_FILE = 'simulated-account.jsonl';
export const BLOB_FOLDER = 'blobs';
/** What models were asked and answered, a file per session. */
export const TAPE_FOLDER = 'tapes';
/** Where `approve-config` leaves its word. */
export const APPROVAL_FOLDER = 'approvals';
export const STATE_FILE = 'state.json';
