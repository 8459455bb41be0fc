import type { Law } from '../law.ts';
import { aggregateLaws } from './aggregates.ts';
import { conductLaws } from './conduct.ts';
import { orderLaws } from './order.ts';
import { predicateLaws } from './predicates.ts';
import { rowLaws } from './rows.ts';

/** Every law that a source is checked on. */
export const laws: readonly Law[] = [...rowLaws, ...predicateLaws, ...orderLaws, ...aggregateLaws, ...conductLaws];
