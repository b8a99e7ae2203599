import { type ComponentType, type LazyExoticComponent, lazy } from "react";

const firstWaitMs = 250;
const maxWaitMs = 4_000;
/** With a server that answers, as many failures mean that it no longer has the file. */
const maxFailures = 3;

/** Code of a page that was open while the server was brought to another version. */
export class PartIsGone extends Error {
  override readonly name = "PartIsGone";
}

/**
 * A part of a page whose code comes when it is first drawn. While the server cannot be reached it is waited for: what
 * is on the page already, an edited workflow above all, must not go down with it.
 */
// biome-ignore lint/suspicious/noExplicitAny: as `lazy` has it; the props are inferred from the component.
export function lazyPart<Part extends ComponentType<any>>(
  load: () => Promise<{ default: Part }>,
): LazyExoticComponent<Part> {
  return lazy(() => untilLoaded(load));
}

export async function untilLoaded<Module>(load: () => Promise<Module>): Promise<Module> {
  for (let failures = 1; ; failures++) {
    try {
      return await load();
    } catch (cause) {
      if (failures >= maxFailures && (await serverAnswers())) throw new PartIsGone("Its code is gone", { cause });
      const waitMs = Math.min(maxWaitMs, firstWaitMs * 2 ** (failures - 1));
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
