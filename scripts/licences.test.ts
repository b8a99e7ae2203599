import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exceptionFor, exceptions, isAllowed, licences } from "./licences";

const root = join(import.meta.dirname, "..");
const shipped = licences().filter(({ isDev }) => !isDev);

describe("The libraries", () => {
  it("that are part of the product have licences that allow it", () => {
    // Other systems' binaries are not installed here, and some of them have no licence in the lock: their main package has.
    const doubtful = shipped.filter(
      (one) => !isAllowed(one.licence) && !exceptionFor(one) && !(one.licence === "unknown" && one.isOptional),
    );
    expect(doubtful.map(({ path, licence }) => `${path}: ${licence}`)).toEqual([]);
    expect(shipped.length).toBeGreaterThan(200);
  });

  it("have no exception that is not needed any more", () => {
    const used = Object.keys(exceptions).filter((name) =>
      shipped.some(({ path }) => path.includes(`node_modules/${name}`)),
    );
    expect(used).toEqual(Object.keys(exceptions));
  });

  it("are named with one version each, and the lock file has a hash of each that is needed", () => {
    type Package = {
      version?: string;
      integrity?: string;
      optional?: boolean;
      dependencies?: object;
      devDependencies?: object;
    };
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: { [path: string]: Package };
    };
    const { dependencies, devDependencies } = packages[""] ?? {};
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d/.test(String(version)),
    );
    expect(loose).toEqual([]);
    // Binaries for other systems come with their main package, which names their versions.
    const unsealed = Object.entries(packages).filter(([path, one]) => path !== "" && !one.integrity && !one.optional);
    expect(unsealed.map(([path]) => path)).toEqual([]);
  });
});
