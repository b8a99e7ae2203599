/** The long form of the tests with inputs made at random: `npm run fuzz -- --inputs 100000 [--seed 7] [--only importer]`. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { pinnedEnv, pinnedNode, root } from "./pinned-node.mjs";
import { ensureInstalled } from "./setup.mjs";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    seed: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
for (const [name, value] of Object.entries({ inputs: values.inputs, seed }))
  if (!/^\d+$/.test(value)) throw new Error(`--${name} is a number, not "${value}"`);

ensureInstalled();
console.log(`${values.inputs} inputs of each, with the seed ${seed}`);
const { status } = spawnSync(pinnedNode(), ["node_modules/vitest/vitest.mjs", "run", `fuzz/${values.only}`], {
  cwd: root,
  env: { ...pinnedEnv(), ISLEWIRE_FUZZ_INPUTS: values.inputs, ISLEWIRE_FUZZ_SEED: seed },
  stdio: "inherit",
});
process.exit(status ?? 1);
