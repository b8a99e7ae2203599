import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { storm } from "./storm.testing";
import { tickStorm } from "./ticks.testing";

/**
 * `npm run chaos -- --executions 10000 --kills 50 --seed 1`: a storm against the built product, and its account.
 * `npm run chaos -- --schedules 200 --seconds 1800 --kills 50`: one over schedules that are due every second.
 */
const { values } = parseArgs({
  options: {
    executions: { type: "string", default: "10000" },
    schedules: { type: "string" },
    seconds: { type: "string", default: "1800" },
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const dataFolder = mkdtempSync(join(tmpdir(), "islewire-chaos-"));
const began = Date.now();
console.log(`Seed ${values.seed}: the same kills again with --seed ${values.seed}`);
const common = {
  ...{ entry: join(process.cwd(), "dist", "main.js"), dataFolder },
  ...{ kills: Number(values.kills), seed: Number(values.seed) },
  say: (line: string) => console.log(line),
};
const { lines, bad } =
  values.schedules === undefined ? await ofExecutions() : await ofSchedules(Number(values.schedules));
console.log(`\nAfter ${Math.round((Date.now() - began) / 1_000)} s and ${values.kills} kills:`);
for (const [name, value] of [...lines, ...bad])
  console.log(`${name.padEnd(40)} ${Array.isArray(value) ? [value.length, ...value.slice(0, 5)].join("  ") : value}`);
const isGood = bad.every(([, { length }]) => length === 0);
if (isGood) rmSync(dataFolder, { recursive: true, force: true });
else console.log(`\nThe data folder is kept: ${dataFolder}`);
process.exit(isGood ? 0 : 1);

/** `bad`: of these there may be none. */
type Report = { lines: [string, number | string][]; bad: [string, unknown[]][] };

async function ofExecutions(): Promise<Report> {
  const account = await storm({ ...common, executions: Number(values.executions) });
  return {
    lines: [
      ["accepted", account.accepted],
      ["succeeded", account.succeeded],
      ["unknown, said so and left to a person", account.unknown],
      ["in three workers that were killed, said so", account.blamed],
      ["processes killed", account.killed],
      ["calls made again with the same key", account.repeatedWithKey],
      ["the database", account.integrity],
    ],
    bad: [
      ["lost", account.lost],
      ["stuck", account.stuck],
      ["finished steps run again", account.rerun],
      ["effects made twice", account.doubled],
      ["ended otherwise", account.wrong],
      ["what is wrong with the database", account.integrity === "ok" ? [] : [account.integrity]],
    ],
  };
}

async function ofSchedules(schedules: number): Promise<Report> {
  const account = await tickStorm({ ...common, schedules, seconds: Number(values.seconds) });
  return {
    lines: [
      ["due times", account.ticks],
      ["executions", account.started],
      ["left out, said so", account.leftOut],
      ["processes killed", account.killed],
      ["late, median and 99 %", `${account.lateMs.median} ms, ${account.lateMs.p99} ms`],
    ],
    bad: [
      ["nothing known of", account.missing],
      ["twice", account.doubled],
      ["at no due time", account.foreign],
      ["left out against the policy", account.unwanted],
      ["executions that did not end", account.unfinished],
    ],
  };
}
