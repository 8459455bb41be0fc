import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pagePolicy } from './security-headers.ts';

/** The query page, packed once. */
export interface GraphiqlPage {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/** Presses the page's own button once the editor stands, so that the opening query shows its answer. */
const runOnce = `
(() => {
  if (new URLSearchParams(location.search).has('query')) return;
  const started = Date.now();
  const timer = setInterval(() => {
    const button = document.querySelector('.graphiql-execute-button');
    const text = document.querySelector('.graphiql-query-editor .view-lines, .graphiql-query-editor .CodeMirror-code')?.textContent ?? '';
    if (button && !button.disabled && text.trim() !== '') { clearInterval(timer); setTimeout(() => button.click(), 200); }
    else if (Date.now() - started > 20000) clearInterval(timer);
  }, 100);
})();
`;

function hashesOf(html: string): readonly string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) =>
    createHash('sha256')
      .update(match[1] ?? '')
      .digest('base64'),
  );
}

/** Renders the page. Everything it needs is in it: no request leaves the machine. Takes a second the first time. */
export async function renderPage(endpoint: string, openingQuery: string): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  // The title says the name; without a logo of its own the page would show that of the library.
  const rendered = renderGraphiQL({ endpoint, title: 'Civigraph', defaultQuery: openingQuery, logo: '<span></span>' });
  const end = rendered.lastIndexOf('</body>');
  const text = `${rendered.slice(0, end)}<script>${runOnce}</script>${rendered.slice(end)}`;
  const html = Buffer.from(text);
  const gzipped = await promisify(gzip)(html);
  return {
    html,
    gzipped,
    etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 24)}"`,
    policy: pagePolicy(hashesOf(text)),
  };
}
