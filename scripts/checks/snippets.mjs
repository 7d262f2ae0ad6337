#!/usr/bin/env node
// Code in the documentation is cut from code that is compiled. In Markdown,
//   <!-- snippet: samples/Embedding/Program.cs#embedding -->
// before a fence says: this block is what stands between "#region embedding" and "#endregion" of that file (the whole
// file without "#…"). --fix writes the blocks anew.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const fix = process.argv.includes("--fix");
const block = /^<!-- snippet: (\S+?)(?:#(\S+))? -->\n(```\w*\n)([\s\S]*?)(^```$)/gm;
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], { encoding: "utf8" })
  .split("\0")
  .filter((file) => file && existsSync(file));

let count = 0;
let failures = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const updated = text.replace(block, (all, path, region, open, code, close, offset) => {
    count++;
    const where = `${file}:${text.slice(0, offset).split("\n").length}`;
    const expected = cut(path, region);
    if (expected === null) {
      return report(where, `${path}${region ? `#${region}` : ""} does not exist`, all);
    }
    if (expected !== code && !fix) {
      return report(where, `differs from ${path}; scripts/dev.sh docs --fix writes it anew`, all);
    }
    return all.replace(open + code + close, () => open + expected + close);
  });
  if (fix && updated !== text) {
    writeFileSync(file, updated);
    console.log(`    ${file}: written anew`);
  }
}
console.log(`    ${count} snippets, ${failures} wrong`);
process.exitCode = failures > 0 ? 1 : 0;

function report(where, problem, unchanged) {
  console.error(`${where}: ${problem}`);
  failures++;
  return unchanged;
}

/** A file's region without its indentation; null when there is none. */
function cut(path, region) {
  if (!existsSync(path)) {
    return null;
  }
  let lines = readFileSync(path, "utf8").trimEnd().split("\n");
  if (region) {
    const start = lines.findIndex((line) => line.trim() === `#region ${region}`);
    const end = lines.findIndex((line, index) => index > start && line.trim() === "#endregion");
    if (start < 0 || end < 0) {
      return null;
    }
    lines = lines.slice(start + 1, end);
  }
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, Infinity);
  return lines.map((line) => `${line.slice(Number.isFinite(indent) ? indent : 0).trimEnd()}\n`).join("");
}
