import { describe, expect, it } from "vitest";
import { besideResults, browserResults } from "./test-results.mjs";

describe("the results of the tests beside the code", () => {
  const report = (testResults: object[]) =>
    besideResults({ numPassedTests: 4, numPendingTests: 1, numTodoTests: 1, testResults });

  it("name each test that failed, and its file", () => {
    const failed = { status: "failed", fullName: "a loop ends", failureMessages: ["expected 1\nto be 2"] };
    const passed = { status: "passed", fullName: "a chain ends", failureMessages: [] };
    expect(report([{ name: "x.test.ts", status: "failed", message: "", assertionResults: [passed, failed] }])).toEqual({
      ...{ passed: 4, failed: 1, skipped: 2, files: ["x.test.ts"] },
      failures: [{ name: "x.test.ts › a loop ends", message: "expected 1\nto be 2" }],
    });
  });

  it("count a file that could not be loaded as a failure", () => {
    const broken = { name: "x.test.ts", status: "failed", message: "no such module", assertionResults: [] };
    expect(report([broken])).toMatchObject({
      failed: 1,
      files: ["x.test.ts"],
      failures: [{ name: "x.test.ts", message: "no such module" }],
    });
  });

  it("are no failures when all passed", () => {
    const passed = { status: "passed", fullName: "a chain ends", failureMessages: [] };
    expect(report([{ name: "x.test.ts", status: "passed", message: "", assertionResults: [passed] }])).toMatchObject({
      ...{ failed: 0, files: [], failures: [] },
    });
  });
});

describe("the results of the tests in the browser", () => {
  const spec = (status: string, errors: string[][]) => ({
    ...{ file: "a.spec.ts", line: 3, title: `is ${status}` },
    tests: [{ status, results: errors.map((of) => ({ errors: of.map((message) => ({ message })) })) }],
  });
  const stats = { expected: 2, unexpected: 1, flaky: 1, skipped: 0 };
  const specs = [spec("expected", [[]]), spec("flaky", [["slow"], []]), spec("unexpected", [["first"], ["second"]])];

  it("name what failed twice, and what passed at the second try", () => {
    expect(browserResults({ stats, suites: [{ suites: [{ specs }] }], errors: [] })).toEqual({
      ...{ passed: 3, failed: 1, skipped: 0, secondTries: ["a.spec.ts:3 › is flaky"] },
      failures: [{ name: "a.spec.ts:3 › is unexpected", message: "second" }],
    });
  });

  it("count a run that could not begin as a failure", () => {
    const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    const errors = [{ message: "the server did not start" }];
    expect(browserResults({ stats: none, suites: [], errors })).toMatchObject({
      failed: 1,
      failures: [{ name: "tests in the browser", message: "the server did not start" }],
    });
  });
});
