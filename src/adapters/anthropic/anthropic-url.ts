export const ANTHROPIC_URL = 'https://api.anthropic.com';
