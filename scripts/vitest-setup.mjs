import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";

/** Tests run the same bundles as the product, made once per run in a folder of its own. */
export default async function setup(project) {
  const outdir = `dist/test/${process.pid}`;
  const folder = fileURLToPath(new URL(`../${outdir}`, import.meta.url));
  await bundle({ outdir });
  project.provide("bundle", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
