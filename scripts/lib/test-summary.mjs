// Sums up a folder of test reports: `node test-summary.mjs FOLDER [--filtered] [--skips-suffice]`.
// NAME.status holds the exit status of a test program, NAME.log its output, NAME.json its report: CTRF (xunit) or
// Jest's (Vitest).
// Prints skipped tests with their reasons and failed ones by name, then the one line that counts; exits with 1 when
// something failed or nothing ran; with --skips-suffice it is enough that something was skipped.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [folder, ...options] = process.argv.slice(2);
const tests = readdirSync(folder)
  .filter((file) => file.endsWith(".status"))
  .flatMap((file) => readSuite(file.slice(0, -".status".length)));

const passed = tests.filter((test) => test.status === "passed");
const failed = tests.filter((test) => test.status === "failed");
const skipped = tests.filter((test) => test.status === "skipped");

print("Skipped", groupByReason(skipped));
print("Failed", failed.map((test) => [test.name, ...shorten(test.reason)].join("\n      ")));
if (passed.length + failed.length === 0) {
  console.log("No test ran.");
}
console.log(`${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
const suffices = passed.length > 0 || (options.includes("--skips-suffice") && skipped.length > 0);
process.exitCode = failed.length > 0 || !suffices ? 1 : 0;

function readSuite(name) {
  const status = Number(readFileSync(join(folder, `${name}.status`), "utf8"));
  const results = readReport(join(folder, `${name}.json`));
  // A program that died, hung or failed outside its tests must not pass for one without failures.
  if (status !== 0 && !results.some((test) => test.status === "failed")) {
    const reason = status === 124 || status === 137 ? "it did not end in time and was stopped" : `it ended with status ${status}`;
    const log = readFileSync(join(folder, `${name}.log`), "utf8").trimEnd().split("\n").slice(-20);
    results.push({ name, status: "failed", reason: [`${reason}; its log ends with:`, ...log].join("\n") });
  }
  return results;
}

function readReport(path) {
  if (!existsSync(path)) {
    return [];
  }
  let report;
  try {
    report = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return [];
  }
  return report.testResults ? fromJest(report) : fromCtrf(report);
}

function fromCtrf(report) {
  return (report.results?.tests ?? []).map((test) => ({
    name: unescape(test.name),
    status: test.status === "passed" || test.status === "failed" ? test.status : "skipped",
    reason: unescape(test.message ?? test.extra?.reason ?? ""),
  }));
}

/** xunit's writer escapes quotes twice. */
function unescape(text) {
  return text.replaceAll('\\"', '"');
}

function fromJest(report) {
  const broken = report.testResults
    .filter((file) => file.status === "failed" && file.assertionResults.length === 0)
    .map((file) => ({ name: file.name, status: "failed", reason: file.message ?? "" }));
  const results = report.testResults
    .flatMap((file) => file.assertionResults)
    .map((test) => ({
      name: test.fullName,
      status: test.status === "passed" || test.status === "failed" ? test.status : "skipped",
      reason: test.failureMessages?.[0]?.split("\n")[0] ?? "",
    }));
  // Vitest counts what a filter leaves out as skipped.
  return [...broken, ...results.filter((test) => !options.includes("--filtered") || test.status !== "skipped")];
}

/** One entry per reason, with the tests it stopped: a missing library skips many tests for one cause. */
function groupByReason(skippedTests) {
  const byReason = new Map();
  for (const test of skippedTests) {
    byReason.set(test.reason, [...(byReason.get(test.reason) ?? []), test]);
  }
  return [...byReason].map(([reason, group]) => `${reason || "no reason given"}\n      ${group.map((test) => test.name).join("\n      ")}`);
}

/** The first lines; the whole is in the test program's log. */
function shorten(reason) {
  const lines = reason.split("\n").filter((line) => line.trim());
  return lines.length > 30 ? [...lines.slice(0, 30), `… ${lines.length - 30} more lines`] : lines;
}

function print(title, entries) {
  if (entries.length > 0) {
    console.log(`\n${title}:`);
    entries.forEach((entry) => console.log(`  - ${entry}`));
    console.log("");
  }
}
