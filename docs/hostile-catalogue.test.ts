import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import catalogue from "./hostile-catalogue.json";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const known = Object.keys(catalogue);
const securityPage = read("docs/security.md");

/** Of each id, the files of tests whose titles name it. */
const covered = new Map<string, string[]>();
for (const path of ["components", "docs", "e2e", "editor", "fuzz", "nodes", "scripts", "server", "shared"].flatMap(
  testsIn,
)) {
  for (const id of idsInTitles(read(path))) covered.set(id, [...(covered.get(id) ?? []), path]);
}
const doNotApply = [...securityPage.matchAll(/^\| (T\d{3}) +\| ([^|]+?) +\|$/gm)].map(([, id = "", why = ""]) => ({
  id,
  why,
}));

describe("the catalogue of attacks", () => {
  it("has each as a test or among those that do not apply, and none as both", () => {
    const without = doNotApply.map(({ id }) => id);
    expect(known.filter((id) => !covered.has(id) && !without.includes(id))).toEqual([]);
    expect(without.filter((id) => covered.has(id)).map((id) => [id, covered.get(id)])).toEqual([]);
    expect([...new Set(without)]).toEqual(without);
  });

  it("is all that titles and the page name", () => {
    const named = [...covered.keys(), ...[...securityPage.matchAll(/\bT\d{3}\b/g)].map(([id]) => id)];
    expect([...new Set(named)].filter((id) => !known.includes(id))).toEqual([]);
  });

  it("is counted on the page as it is", () => {
    expect(known).toHaveLength(146);
    expect(securityPage).toContain(
      `${covered.size} of its ${known.length} attacks are tests, ${doNotApply.length} do not apply`,
    );
    for (const { why } of doNotApply) expect(why).toMatch(/\w+ \w+ \w+/);
  });

  it("would notice an id that is only mentioned in a comment", () => {
    expect(idsInTitles('// T001\n/** T002 */\nit("T003 is a title", () => {});\nconst x = "see T004";')).toEqual([
      "T003",
    ]);
  });
});

function testsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(test|spec)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

/** A title begins with its ids or ends with them in brackets; rows of a table of tests begin with theirs. */
function idsInTitles(source: string): string[] {
  const code = source.replace(/^\s*(\/\/|\/\*|\*).*$/gm, "");
  const titles = [...code.matchAll(/["'`]((?:T\d{3}\b[ ,:]*)+)/g), ...code.matchAll(/\(((?:T\d{3}(?:, )?)+)\)["'`]/g)];
  return [...new Set(titles.flatMap(([, ids = ""]) => ids.match(/T\d{3}/g) ?? []))];
}
