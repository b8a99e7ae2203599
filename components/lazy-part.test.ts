import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PartIsGone, untilLoaded } from "./lazy-part";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("A part of a page whose code comes later", () => {
  it("is waited for while the server cannot be reached, however long", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
    const load = vi.fn().mockRejectedValue(new Error("ChunkLoadError"));
    const loaded = untilLoaded(load);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(load.mock.calls.length).toBeGreaterThan(15);
    load.mockResolvedValue({ default: "part" });
    await vi.advanceTimersByTimeAsync(4_000);
    await expect(loaded).resolves.toEqual({ default: "part" });
  });

  it("is said to be gone by a server that answers and has it no longer", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("ok")));
    const load = vi.fn().mockRejectedValue(new Error("ChunkLoadError"));
    const refused = expect(untilLoaded(load)).rejects.toBeInstanceOf(PartIsGone);
    await vi.advanceTimersByTimeAsync(2_000);
    await refused;
    expect(load).toHaveBeenCalledTimes(3);
  });
});
