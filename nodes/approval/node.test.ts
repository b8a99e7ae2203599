import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "@/server/main/testing";
import type { ExecutionDetail, StepData } from "@/shared/api";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.signUp();
  const kind = { is: "text", placeholder: "", value: "={{ $json.text }}" };
  await server.publish(
    draw(
      "Publish",
      {
        hook: {
          type: "webhook",
          params: { path: "posts", methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } },
        },
        fields: {
          type: "editFields",
          params: {
            values: {
              is: "fields",
              fields: [
                { name: "text", type: "string", value: "={{ $json.body.text }}" },
                { name: "link", type: "string", value: "={{ $execution.resumeFormUrl }}" },
              ],
            },
            keepOthers: false,
          },
        },
        ask: {
          type: "approval",
          params: {
            title: "Publish <b>this</b>?",
            text: "It goes to <b>everybody</b>.<script>alert(1)</script>",
            fields: [{ name: "text", label: "Text", required: true, kind }],
            reject: "Throw away",
          },
        },
        yes: { type: "noOp" },
        no: { type: "noOp" },
        late: { type: "noOp" },
      },
      "hook -> fields",
      "fields -> ask",
      "ask.approved -> yes",
      "ask.rejected -> no",
      "ask.timeout -> late",
    ),
  );
});
afterAll(() => server.stop("SIGKILL"));

const linkOf = async (id: number) => {
  const { steps } = await server.execution(id);
  const fields = steps.find(({ nodeId }) => nodeId === "fields");
  const { outputs } = await server.query<StepData>("executions.stepData", { id, step: fields?.index });
  return new URL(String(outputs.main?.[0]?.json.link)).pathname;
};
const gave = async ({ id, steps }: ExecutionDetail, port: string) => {
  const step = steps.find(({ nodeId, status }) => nodeId === "ask" && status === "succeeded");
  const { outputs } = await server.query<StepData>("executions.stepData", { id, step: step?.index });
  return outputs[port]?.map(({ json }) => json);
};
async function asked(text: string) {
  const { executionId } = (await server.post("posts", { text })).json as { executionId: number };
  await until(async () => (await server.execution(executionId)).status === "waiting" || undefined);
  return { id: executionId, link: await linkOf(executionId) };
}
const decide = (link: string, decision: string | undefined, fields: { [name: string]: string }) =>
  server.request(link, {
    method: "POST",
    body: new URLSearchParams({ ...fields, ...(decision && { "islewire-decision": decision }) }),
  });

describe("an approval", () => {
  it("shows what is to be decided, without the scripts of a text, and what can be changed", async () => {
    const { link } = await asked("Hello <you>");
    const page = await (await fetch(server.url + link)).text();
    expect(page).toContain("Publish &#60;b&#62;this&#60;/b&#62;?");
    expect(page).toContain("<b>everybody</b>");
    expect(page).not.toContain("alert(1)");
    expect(page).toContain('value="Hello &#60;you&#62;"');
    expect(page).toMatch(
      /<button[^>]*value="approve"[^>]*>Approve<\/button>.*<button[^>]*value="reject"[^>]*formnovalidate[^>]*>Throw away/s,
    );
  });

  it("lets the items go on with what was changed, once", async () => {
    const { id, link } = await asked("First");
    expect((await decide(link, "approve", { text: "Better", comment: "Fine" })).status).toBe(200);
    const ended = await server.finished(id);
    expect(await gave(ended, "approved")).toEqual([
      {
        text: "Better",
        link: expect.any(String),
        approval: { decision: "approve", comment: "Fine", at: expect.stringMatching(/^\d{4}-/) },
      },
    ]);
    await decide(link, "reject", { text: "Worse" });
    expect((await server.finished(id)).steps.map(({ nodeId }) => nodeId)).toEqual(["hook", "fields", "ask", "yes"]);
  });

  it("can be refused with the required fields left empty, but not given", async () => {
    const { id, link } = await asked("Second");
    expect((await decide(link, "approve", { text: "" })).status).toBe(422);
    expect((await server.execution(id)).status).toBe("waiting");
    await decide(link, "reject", { text: "", comment: "No" });
    expect(await gave(await server.finished(id), "rejected")).toMatchObject([
      { approval: { decision: "reject", comment: "No" } },
    ]);
  });

  it("T149 is not decided by looking at it, by an answer without a decision, or by one it does not offer", async () => {
    const { id, link } = await asked("Third");
    await fetch(server.url + link);
    expect((await decide(link, undefined, { text: "x" })).status).toBe(422);
    expect((await decide(link, "delete", { text: "x" })).status).toBe(422);
    expect((await fetch(`${server.url + link}x`, { method: "POST" })).status).toBe(404);
    expect((await server.execution(id)).status).toBe("waiting");
  });
});

it("An approval that nobody gives in time lets the items leave by their own way", async () => {
  await server.publish(
    draw(
      "Late",
      {
        hook: {
          type: "webhook",
          params: { path: "late", methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } },
        },
        ask: { type: "approval", params: { title: "Well?", limitHours: 0.0003 } },
        late: { type: "noOp" },
      },
      "hook -> ask",
      "ask.timeout -> late",
    ),
  );
  const { executionId } = (await server.post("late", { n: 1 })).json as { executionId: number };
  const ended = await server.finished(executionId);
  expect(ended.steps.map(({ nodeId }) => nodeId)).toEqual(["hook", "ask", "late"]);
});
