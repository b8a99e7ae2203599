import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AutosaveHost, createAutosave, type SaveState } from "./autosave";
import type { Backup } from "./draft-backup";
import { draw } from "./testing";

/** A server with one workflow, which can be made to fail. */
function openServer() {
  const server = { revision: 1, name: "", saves: 0, fails: null as "conflict" | "refused" | "unreachable" | null };
  const states: SaveState["is"][] = [];
  const kept: { backup: Backup | undefined } = { backup: undefined };
  const opened = draw("a");
  const host: AutosaveHost = {
    async save(document, revision) {
      server.saves += 1;
      if (server.fails) throw new Error(server.fails);
      if (revision !== server.revision) throw new Error("conflict");
      server.name = document.name;
      server.revision += 1;
      return { revision: server.revision, updatedAt: 0, webhooks: [] };
    },
    explain: (error) => ({
      kind: (error as Error).message as "conflict" | "refused" | "unreachable",
      message: "did not work",
    }),
    onState: ({ is }) => states.push(is),
    onSaved: () => {},
    backUp: (backup) => {
      kept.backup = backup;
    },
  };
  const autosave = createAutosave(host, { document: opened, revision: 1 });
  const change = (name: string) => autosave.changed({ ...opened, name });
  return { server, states, kept, autosave, change, opened };
}

describe("autosave", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("saves within a second of the last change, once", async () => {
    const { server, change, states } = openServer();
    change("one");
    await vi.advanceTimersByTimeAsync(400);
    change("two");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server).toMatchObject({ saves: 1, name: "two" });
    expect(states.at(-1)).toBe("saved");
  });

  it("keeps unsaved work in the browser until the server has it", async () => {
    const { change, kept } = openServer();
    change("one");
    await vi.advanceTimersByTimeAsync(200);
    expect(kept.backup).toMatchObject({ revision: 1, document: { name: "one" } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept.backup).toBeUndefined();
  });

  it("tries again while the server does not answer, and then saves the newest", async () => {
    const { server, change, states } = openServer();
    server.fails = "unreachable";
    change("one");
    await vi.advanceTimersByTimeAsync(800);
    expect(states.at(-1)).toBe("retrying");
    change("two");
    server.fails = null;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(server.name).toBe("two");
    expect(states.at(-1)).toBe("saved");
  });

  it("overwrites nothing when somebody else saved meanwhile", async () => {
    const { server, change, states, kept } = openServer();
    server.revision = 5;
    change("mine");
    await vi.advanceTimersByTimeAsync(1_000);
    change("mine again");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server).toMatchObject({ revision: 5, saves: 1 });
    expect(states.at(-1)).toBe("conflict");
    expect(kept.backup?.document.name).toBe("mine again");
  });

  it("goes on from theirs when both changes are in one document", async () => {
    const { server, autosave, change, opened, states } = openServer();
    server.revision = 5;
    change("mine");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([states.at(-1), autosave.base()]).toEqual(["conflict", 1]);
    autosave.resolve({ ...opened, name: "both" }, { document: { ...opened, name: "theirs" }, revision: 5 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server).toMatchObject({ revision: 6, name: "both" });
    expect(states.at(-1)).toBe("saved");
  });

  it("needs no save after an undo back to what is saved", async () => {
    const { server, autosave, change, opened, states } = openServer();
    change("one");
    autosave.changed(opened);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.saves).toBe(0);
    expect(states.at(-1)).toBe("saved");
  });

  it("flushes at once, and says so when that does not work", async () => {
    const { server, autosave, change } = openServer();
    change("one");
    await expect(autosave.flush()).resolves.toBe(2);
    server.fails = "refused";
    change("two");
    await expect(autosave.flush()).rejects.toThrow("refused");
  });
});
