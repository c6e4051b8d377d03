import { type CandleArchive } from '../../src/adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import { loadTokenCounter } from '../../src/app/count-tokens.ts';
