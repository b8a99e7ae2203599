import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import config from "../../playwright.config.ts";
import { looksSame } from "./looks-same.ts";
import { type PictureName, pictureFile, pictureNames, pictures, themes } from "./pictures.ts";
import { scenes, withOthers } from "./scenes.ts";
import { asUnseen, newContext, type Stage, setStage } from "./stage.ts";

/**
 * `npm run screenshots`: makes all pictures of the README and of `docs/`, or those that are named. The product is the
 * built one and its runs are real; clock, sizes and data are the same each time.
 */
const root = join(import.meta.dirname, "..", "..");
const { executablePath = "", args = [] } = config.use?.launchOptions ?? {};
/** Letters and edges are drawn alike wherever it can be told to. */
const drawing = ["--font-render-hinting=none", "--disable-lcd-text", "--disable-partial-raster"];

async function main(dataFolder: string, names: readonly PictureName[]) {
  const browser = await chromium.launch({ executablePath, args: [...args, ...drawing] });
  try {
    const stage = await setStage(browser, dataFolder);
    try {
      for (const name of names) await makePicture(browser, stage, name);
    } finally {
      await stage.stop();
    }
  } finally {
    await browser.close();
  }
}

async function makePicture(browser: Browser, stage: Stage, name: PictureName) {
  const storageState = await stage.context.storageState();
  const context = await newContext(browser, { viewport: pictures[name], storageState, hasTouch: name === "phone" });
  const page = await context.newPage();
  if (!withOthers.has(name)) await asUnseen(page);
  await scenes[name](page, stage);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await keep(browser, pictureFile(name, theme), await stillPicture(page));
  }
  await context.close();
}

/** Once nothing moves any more. */
async function stillPicture(page: Page): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < 40; tries++) {
    await page.waitForTimeout(250);
    const next = await page.screenshot({ animations: "disabled", caret: "hide" });
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`${page.url()} does not come to rest`);
}

/** A picture that looks as before stays as it is, so that a commit holds what was changed and no more. */
async function keep(browser: Browser, file: string, bytes: Buffer) {
  const path = join(root, file);
  const eyes = await browser.newPage();
  const isSame = existsSync(path) && (await looksSame(eyes, readFileSync(path), bytes));
  await eyes.close();
  if (!isSame) writeFileSync(path, bytes);
  console.log(`${file}: ${isSame ? "as before" : `new, ${Math.round(bytes.length / 1024)} KB`}`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(pictures, name));
if (unknown.length > 0) {
  console.error(`There is no picture ${unknown.join(", ")}. There are: ${pictureNames.join(", ")}`);
  process.exitCode = 1;
} else if (!existsSync(executablePath)) {
  console.log(
    `Skipped, no picture was made: there is no Chromium at ${executablePath}. Install one, or name yours: ISLEWIRE_CHROMIUM=/path/to/chromium npm run screenshots`,
  );
} else {
  const dataFolder = mkdtempSync(join(tmpdir(), "islewire-screenshots-"));
  try {
    await main(dataFolder, wanted.length > 0 ? (wanted as PictureName[]) : pictureNames);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
