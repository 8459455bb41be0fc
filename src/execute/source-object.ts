import { Buffer } from 'node:buffer';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';

/** A source as answers show it. */
export function sourceObject(snapshot: CatalogSnapshot, name: string) {
  const { title, ...facts } = snapshot.source(name);
  return {
    __typename: 'Source',
    id: Buffer.from(`Source ${name}`).toString('base64url'),
    ...facts,
    title: ({ locale }: { readonly locale?: string | null }) => (/^zh\b/i.test(locale ?? '') ? title.zh : title.en),
  };
}
