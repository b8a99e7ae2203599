import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { storm } from "./storm.testing";

/** `npm run chaos -- --executions 10000 --kills 50 --seed 1`: a storm against the built product, and its account. */
const { values } = parseArgs({
  options: {
    executions: { type: "string", default: "10000" },
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const dataFolder = mkdtempSync(join(tmpdir(), "islewire-chaos-"));
const began = Date.now();
console.log(`Seed ${values.seed}: the same kills again with --seed ${values.seed}`);
const account = await storm({
  ...{ entry: join(process.cwd(), "dist", "main.js"), dataFolder },
  ...{ executions: Number(values.executions), kills: Number(values.kills), seed: Number(values.seed) },
  say: (line) => console.log(line),
});
const lines: [string, number | string | unknown[]][] = [
  ["accepted", account.accepted],
  ["succeeded", account.succeeded],
  ["unknown, said so and left to a person", account.unknown],
  ["in three workers that were killed, said so", account.blamed],
  ["processes killed", account.killed],
  ["calls made again with the same key", account.repeatedWithKey],
  ["lost", account.lost],
  ["stuck", account.stuck],
  ["finished steps run again", account.rerun],
  ["effects made twice", account.doubled],
  ["ended otherwise", account.wrong],
  ["the database", account.integrity],
];
console.log(`\nAfter ${Math.round((Date.now() - began) / 1_000)} s and ${values.kills} kills:`);
for (const [name, value] of lines)
  console.log(`${name.padEnd(40)} ${Array.isArray(value) ? [value.length, ...value.slice(0, 5)].join("  ") : value}`);
const isGood =
  account.integrity === "ok" &&
  [account.lost, account.stuck, account.rerun, account.doubled, account.wrong].every(({ length }) => length === 0);
if (isGood) rmSync(dataFolder, { recursive: true, force: true });
else console.log(`\nThe data folder is kept: ${dataFolder}`);
process.exit(isGood ? 0 : 1);
