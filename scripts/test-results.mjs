/** What the reports of the test runners say, in one form. No dependencies of its own. */

const messageLines = 12;

/** Of vitest's JSON report. `files`: those with a failure, relative to the working folder. */
export function besideResults({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  const failures = [];
  const files = [];
  for (const { name: file, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0 && status !== "failed") continue;
    files.push(file);
    for (const { fullName, failureMessages } of failed)
      failures.push({ name: `${file} › ${fullName}`, message: shortened(failureMessages.join("\n")) });
    if (failed.length === 0) failures.push({ name: file, message: shortened(message) });
  }
  return {
    ...{ passed: numPassedTests, failed: failures.length, skipped: numPendingTests + numTodoTests },
    ...{ failures, files },
  };
}

/** Of Playwright's JSON report, whose configuration tries a failed test once more. */
export function browserResults({ stats: { expected, unexpected, flaky, skipped }, suites, errors }) {
  const specs = suites.flatMap(specsOf);
  const failures = specs
    .filter(({ tests }) => tests.some(({ status }) => status === "unexpected"))
    .map((spec) => ({ name: nameOf(spec), message: shortened(lastMessage(spec)) }));
  failures.push(...errors.map(({ message }) => ({ name: "tests in the browser", message: shortened(message) })));
  return {
    ...{ passed: expected + flaky, failed: Math.max(unexpected, failures.length), skipped, failures },
    secondTries: specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky")).map(nameOf),
  };
}

const specsOf = ({ suites = [], specs = [] }) => [...specs, ...suites.flatMap(specsOf)];
const nameOf = ({ file, line, title }) => `${file}:${line} › ${title}`;

function lastMessage({ tests }) {
  return tests
    .flatMap(({ results }) => results.at(-1)?.errors ?? [])
    .map(({ message }) => message)
    .join("\n");
}

function shortened(text = "") {
  return text.split("\n").slice(0, messageLines).join("\n");
}
