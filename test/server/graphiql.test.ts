import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import { type Started, start } from './start.ts';

const browserPath = process.env.CIVIGRAPH_CHROMIUM ?? '/usr/bin/chromium';
const withBrowser = existsSync(browserPath) ? test : test.skip;

let started: Started;
beforeAll(async () => {
  started = await start();
});
afterAll(() => started.server.close());

describe('GraphiQL in a browser (skipped where there is no Chromium at CIVIGRAPH_CHROMIUM)', () => {
  withBrowser(
    'opens on a query that already has its answer, and asks no other host',
    async () => {
      const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        const foreign: string[] = [];
        const complaints: string[] = [];
        page.on('request', (request) => {
          if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).port !== String(started.port)) foreign.push(request.url());
        });
        page.on('console', (message) => {
          if (message.type() === 'error') complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(started.url);
        await page.locator('.graphiql-response', { hasText: 'hello world' }).waitFor({ timeout: 40_000 });
        expect(await page.locator('.graphiql-logo').innerText()).toBe('Civigraph');
        expect(foreign).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
