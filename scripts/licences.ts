import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Licences of everything that the lock file names: `npm run licences`. */

const root = join(import.meta.dirname, "..");

export type Licensed = { path: string; version: string; licence: string; isDev: boolean; isOptional: boolean };

/** What may be part of the product without a second look. */
export const allowed: ReadonlySet<string> = new Set([
  ...[
    "MIT",
    "MIT-0",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "Unlicense",
    "Zlib",
  ],
]);

/** What may be part of it all the same, by the beginning of its name, with the reason. */
export const exceptions: { readonly [name: string]: { licence: string; why: string } } = {
  "@img/sharp-": {
    licence: "LGPL-3.0-or-later",
    why: "An optional part of Next that this product does not call; a library of its own, exchangeable",
  },
  lightningcss: { licence: "MPL-2.0", why: "Builds the style sheet; its files are not changed" },
  argparse: { licence: "PSF-2.0", why: "Permissive; comes with js-yaml's command, which is not called" },
  "caniuse-lite": { licence: "CC-BY-4.0", why: "Data on browsers, used while building" },
};

type Lock = { packages: { [path: string]: { version?: string; license?: string; dev?: boolean; optional?: boolean } } };
type Manifest = { license?: string | { type?: string }; licenses?: { type?: string }[] };

/** Every package of the lock file but our own. The lock leaves some licences out: then the installed package tells. */
export function licences(): Licensed[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { version = "", license, dev = false, optional = false }]) => ({
      ...{ path, version, isDev: dev, isOptional: optional },
      licence: license ?? installedLicence(path) ?? "unknown",
    }));
}

function installedLicence(path: string): string | undefined {
  const file = join(root, path, "package.json");
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  if (typeof license === "string") return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(" OR ");
}

/** `A OR B` is allowed with one of them, `A AND B` with both. */
export function isAllowed(licence: string): boolean {
  const text = licence.replace(/^\(|\)$/g, "");
  if (text.includes(" OR ")) return text.split(" OR ").some(isAllowed);
  return text.split(" AND ").every((one) => allowed.has(one.trim()));
}

export const exceptionFor = ({ path, licence }: Licensed) => {
  const name = path.split("node_modules/").at(-1) ?? path;
  const found = Object.entries(exceptions).find(([start]) => name.startsWith(start));
  return found && licence.includes(found[1].licence) ? found[1] : undefined;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [licence, members] of Map.groupBy(licences(), ({ licence: known }) => known)) {
    console.log(`${licence} (${members.length})`);
    for (const { path, version, isDev } of members)
      console.log(`  ${path.replace(/^node_modules\//, "")} ${version}${isDev ? ", for development only" : ""}`);
  }
}
