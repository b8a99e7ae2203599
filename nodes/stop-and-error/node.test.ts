import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

describe("Stop and Error", () => {
  it("ends the execution with an error in one's own words", async () => {
    const { status, error } = await run("core.stopAndError", { message: "=No customer in order {{ $json.id }}" }, [
      { id: 7 },
    ]);
    expect(status).toBe("failed");
    expect(error).toMatchObject({ code: "STOPPED", message: "No customer in order 7" });
  });

  it("needs a message", async () => {
    expect((await run("core.stopAndError", {})).error?.message).toBe('Parameter "Message": is required');
  });
});
