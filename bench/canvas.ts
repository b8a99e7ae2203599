import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "@playwright/test";
import config from "../playwright.config.ts";
import type { Running } from "./server.ts";
import { setupCode } from "./session.ts";

/**
 * The editor in a real browser: how long a large workflow takes from the navigation until it answers to the hand, and
 * how many frames it draws while the view is moved. Frames are told as a share of what the same browser draws of an empty
 * page, so that a machine without a graphics card is compared with itself.
 */
export type CanvasMeasure = { nodes: number; interactiveMs: number; panShare: number; dragShare: number };

const owner = { name: "Bench", email: "bench@example.com", password: "correct horse battery" };
const executablePath = config.use?.launchOptions?.executablePath ?? "";

export async function measureCanvas({ url }: Running, sizes: readonly number[]): Promise<CanvasMeasure[]> {
  if (!existsSync(executablePath)) {
    console.log(`canvas: skipped, there is no browser at ${executablePath}`);
    return [];
  }
  const browser = await chromium.launch(config.use?.launchOptions);
  try {
    const page = await signedIn(browser, url);
    const still = await frames(page, 2_000);
    const measured: CanvasMeasure[] = [];
    for (const nodes of sizes) {
      const id = await addWorkflow(page, nodes);
      // The first visit compiles the page; people come back more often than they come.
      await open(page, `${url}/workflows/${id}`);
      const interactiveMs = await open(page, `${url}/workflows/${id}`);
      // The first move draws cards that were out of sight until then.
      await pan(page);
      const panShare = (await whileMoving(page, pan)) / still;
      const dragShare = (await whileMoving(page, dragNode)) / still;
      measured.push({ nodes, interactiveMs, panShare, dragShare });
    }
    return measured;
  } finally {
    await browser.close();
  }
}

async function signedIn(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByLabel("Setup code").fill(setupCode);
  await page.getByRole("button", { name: /create/i }).click();
  await page.waitForURL(/\/workflows$/);
  return page;
}

/** Rows of 25 nodes, each wired to the next and every fifth to one in the row below. */
async function addWorkflow(page: Page, count: number): Promise<string> {
  const nodes = Array.from({ length: count }, (_, index) => ({
    ...{ id: `n${index}`, type: index === 0 ? "core.manualTrigger" : "core.editFields", version: 1 },
    name: `Step ${index}`,
    position: { x: (index % 25) * 280, y: Math.floor(index / 25) * 160 },
    params: {},
  }));
  const wire = (from: number, to: number) => ({
    from: { node: `n${from}`, port: "main" },
    to: { node: `n${to}`, port: "main" },
  });
  const edges = nodes
    .slice(1)
    .flatMap((_, at) => [wire(at, at + 1), ...(at % 5 === 0 && at + 26 < count ? [wire(at, at + 26)] : [])]);
  const document = { formatVersion: 1, name: `${count} nodes`, nodes, edges, notes: [], settings: {} };
  const answer = await page.request.post(`${new URL(page.url()).origin}/api/trpc/workflows.create`, {
    headers: { "x-islewire": "1", origin: new URL(page.url()).origin },
    data: { document },
  });
  const body = (await answer.json()) as { result: { data: { id: string } } };
  return body.result.data.id;
}

/** Milliseconds from the navigation until the cards are there and no long task holds up the page any more. */
async function open(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  await page.locator(".react-flow__node").first().waitFor();
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        let lastEnd = began;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) lastEnd = Math.max(lastEnd, entry.startTime + entry.duration);
        }).observe({ type: "longtask", buffered: true });
        const look = () => {
          if (performance.now() - lastEnd > 500) resolve(lastEnd);
          else setTimeout(look, 50);
        };
        look();
      }),
  );
}

/** Frames a second. */
const frames = (page: Page, ms: number) =>
  page.evaluate(
    (length) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        let count = 0;
        const next = (now: number) => {
          count++;
          if (now - began < length) requestAnimationFrame(next);
          else resolve((count * 1000) / (now - began));
        };
        requestAnimationFrame(next);
      }),
    ms,
  );

async function whileMoving(page: Page, move: (page: Page) => Promise<void>): Promise<number> {
  const [rate] = await Promise.all([frames(page, 2_000), move(page)]);
  return rate;
}

async function pan(page: Page) {
  for (let step = 0; step < 60; step++) {
    await page.mouse.move(720, 450);
    await page.mouse.wheel(step % 20 < 10 ? 24 : -24, step % 20 < 10 ? 12 : -12);
    await page.waitForTimeout(16);
  }
}

async function dragNode(page: Page) {
  const box = await page.locator(".react-flow__node").first().boundingBox();
  if (!box) throw new Error("There is no card in sight");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 0; step < 60; step++) {
    await page.mouse.move(400 + step * 6, 300 + step * 3);
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}
