import type { MakeInvariant } from '../watched.ts';
import { protectedInTime } from './inv-01-protected.ts';
import { sentOnce } from './inv-02-once.ts';
import { approvedAndWritten } from './inv-03-approved.ts';
import { booksAgree } from './inv-05-balances.ts';
import { replaysToItself } from './inv-06-replay.ts';
import { touchesItsOwnAlone } from './inv-10-own-alone.ts';
import { stopsOnlyTighten } from './inv-11-tightens.ts';
import { meetsFilters } from './inv-12-filters.ts';
import { silentWhileBanned } from './inv-17-ban.ts';
import { doubtEnds } from './inv-23-doubt.ts';
import { auditIsYoung } from './inv-24-audit.ts';

/** Every invariant by its number. */
export const allInvariants: Readonly<Record<string, MakeInvariant>> = {
  'INV-01': protectedInTime,
  'INV-02': sentOnce,
  'INV-03': approvedAndWritten,
  'INV-05': booksAgree,
  'INV-06': replaysToItself,
  'INV-10': touchesItsOwnAlone,
  'INV-11': stopsOnlyTighten,
  'INV-12': meetsFilters,
  'INV-17': silentWhileBanned,
  'INV-23': doubtEnds,
  'INV-24': auditIsYoung,
};
