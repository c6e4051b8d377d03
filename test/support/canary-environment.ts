import { canarySecrets } from './canary.ts';

Object.assign(process.env, canarySecrets);
