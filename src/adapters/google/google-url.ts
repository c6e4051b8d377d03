export const GOOGLE_URL = 'https://generativelanguage.googleapis.com';
/** The version under which the adapter's fields are known; the SDK and its successor differ in their defaults. */
export const API_VERSION = 'v1beta';
