import { open as openHandle } from 'node:fs/promises';
import type { CheckStep, CheckStepName } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import type { FileCollection } from './collection.ts';
import { fileError } from './errors.ts';
import { loadTable } from './load.ts';
import { type FoundFile, findFiles } from './locate.ts';
import { openFile } from './open-file.ts';
import type { CollectionPlan } from './plan.ts';

/** Most bytes of a collection that a check reads whole; of larger ones it reads the first rows. */
const WHOLE = 16 * 1024 * 1024;

/** The steps for the collections of a source, one after the other; ends at the first that fails. */
export async function checkCollections(collections: readonly FileCollection[], signal: AbortSignal): Promise<readonly CheckStep[]> {
  const plans = collections.map(({ plan }) => plan);
  const found = new Map<CollectionPlan, readonly FoundFile[]>();
  const steps: CheckStep[] = [{ step: 'configuration', ok: true }];
  const work: readonly [CheckStepName, (plan: CollectionPlan) => Promise<void>][] = [
    ['look-up', async (plan) => void found.set(plan, await findFiles(plan.place))],
    ['connection', async (plan) => refuseEmpty(plan, found.get(plan) ?? [])],
    ['sign-in', async (plan) => await openAll(found.get(plan) ?? [])],
    ['read', async (plan) => await readSome(plan, found.get(plan) ?? [], signal)],
  ];
  for (const [step, run] of work) {
    const failed = await firstFailure(step, plans, run);
    steps.push(failed ?? { step, ok: true });
    if (failed) break;
  }
  return steps;
}

async function firstFailure(
  step: CheckStepName,
  plans: readonly CollectionPlan[],
  run: (plan: CollectionPlan) => Promise<void>,
): Promise<CheckStep | undefined> {
  for (const plan of plans) {
    try {
      await run(plan);
    } catch (error) {
      return failedStep(step, fileError(error, plan.place.label), plans.length > 1 ? plan.name : undefined);
    }
  }
  return undefined;
}

/** A failed step of a check; the collection is named where there are several. */
export function failedStep(step: CheckStepName, error: SourceError, collection?: string): CheckStep {
  return {
    step,
    ok: false,
    cause: collection === undefined ? error.message : `collection "${collection}": ${error.message}`,
    ...(error.advice !== undefined && { advice: error.advice }),
  };
}

function refuseEmpty({ options }: CollectionPlan, files: readonly FoundFile[]): void {
  const empty = files.find(({ size }) => size === 0);
  if (empty && options.allowEmpty !== true) {
    throw new SourceError('BAD_DATA', `"${empty.name}" is empty, expected rows`, {
      advice: 'It may be half-written; set "allowEmpty: true" when an empty file means no rows.',
    });
  }
}

async function openAll(files: readonly FoundFile[]): Promise<void> {
  for (const file of files) {
    try {
      await (await openHandle(file.path, 'r')).close();
    } catch (error) {
      throw fileError(error, file.name);
    }
  }
}

async function readSome(plan: CollectionPlan, files: readonly FoundFile[], signal: AbortSignal): Promise<void> {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= WHOLE) {
    await loadTable(plan, files, signal);
    return;
  }
  for (const file of files) {
    const open = await openFile(file, { ...plan, signal });
    try {
      for await (const { rows } of open.pieces()) if (rows.length > 0) break;
    } finally {
      await open.close();
    }
  }
}
