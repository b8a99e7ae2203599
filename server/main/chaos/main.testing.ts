import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stall } from "./stall.testing";
import { storm } from "./storm.testing";
import { tickStorm } from "./ticks.testing";

/**
 * `npm run chaos -- --executions 10000 --kills 50 --seed 1`: a storm against the built product, and its account.
 * `--only stall --rounds 500`: workers that stand still instead of workers that are killed.
 * `--only ticks --schedules 200 --seconds 1800 --kills 50`: schedules that are due every second.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "storm" },
    executions: { type: "string", default: "10000" },
    schedules: { type: "string", default: "200" },
    seconds: { type: "string", default: "1800" },
    kills: { type: "string", default: "50" },
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const dataFolder = mkdtempSync(join(tmpdir(), "islewire-chaos-"));
const began = Date.now();
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
const common = { entry: join(process.cwd(), "dist", "main.js"), dataFolder, seed, say: console.log };
console.log(`Seed ${seed}: the same again with --seed ${seed}`);

/** `good`: what must be empty, or hold. */
type Report = { lines: { [name: string]: unknown }; good: unknown[] };
const harnesses: { [name: string]: () => Promise<Report> } = {
  async storm() {
    const account = await storm({ ...common, executions: Number(values.executions), kills: Number(values.kills) });
    const { lost, stuck, rerun, doubled, wrong, integrity } = account;
    return { lines: account, good: [lost, stuck, rerun, doubled, wrong, integrity === "ok"] };
  },
  async stall() {
    const account = await stall({ ...common, pauses: rounds });
    const { lost, stuck, doubled, wrong, overwritten, integrity } = account;
    return { lines: account, good: [lost, stuck, doubled, wrong, overwritten, integrity === "ok"] };
  },
  async ticks() {
    const [schedules, seconds, kills] = [values.schedules, values.seconds, values.kills].map(Number) as [
      number,
      number,
      number,
    ];
    const { lateMs, ...account } = await tickStorm({ ...common, schedules, seconds, kills });
    const { missing, doubled, foreign, unwanted, unfinished } = account;
    const late = `${lateMs.median} ms, 99 % within ${lateMs.p99} ms`;
    return { lines: { ...account, late }, good: [missing, doubled, foreign, unwanted, unfinished] };
  },
};

const harness = harnesses[values.only];
if (!harness) throw new Error(`--only is one of ${Object.keys(harnesses).join(", ")}`);
const { lines, good } = await harness();
console.log(`\nAfter ${Math.round((Date.now() - began) / 1_000)} s:`);
for (const [name, value] of Object.entries(lines)) {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  console.log(`${words.padEnd(24)} ${Array.isArray(value) ? [value.length, ...value.slice(0, 5)].join("  ") : value}`);
}
const isGood = good.every((value) => (Array.isArray(value) ? value.length === 0 : value === true));
if (isGood) rmSync(dataFolder, { recursive: true, force: true });
else console.log(`\nThe data folder is kept: ${dataFolder}`);
process.exit(isGood ? 0 : 1);
