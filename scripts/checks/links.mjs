#!/usr/bin/env node
// Every relative link in a Markdown file leads to a file, and its #anchor to a heading.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], { encoding: "utf8" })
  .split("\0")
  .filter((file) => file && existsSync(file));

let broken = 0;
for (const file of files) {
  for (const { target, line } of linksOf(readFileSync(file, "utf8"))) {
    const problem = problemOf(file, target);
    if (problem) {
      console.error(`${file}:${line}: ${target}: ${problem}`);
      broken++;
    }
  }
}
console.log(`    ${files.length} files, ${broken} broken links`);
process.exitCode = broken > 0 ? 1 : 0;

function linksOf(text) {
  return withoutCode(text).flatMap((content, index) =>
    [...content.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/g)]
      .map((match) => match[1] ?? match[2])
      .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
      .map((target) => ({ target, line: index + 1 })),
  );
}

function problemOf(file, target) {
  const [path, anchor] = decodeURIComponent(target).split("#");
  const full = path === "" ? file : normalize(path.startsWith("/") ? path.slice(1) : join(dirname(file), path));
  if (full.startsWith("..")) {
    return "outside the repository";
  }
  if (!existsSync(full)) {
    return "no such file";
  }
  if (anchor && full.endsWith(".md") && statSync(full).isFile() && !anchorsOf(readFileSync(full, "utf8")).has(anchor)) {
    return "no such heading";
  }
  return null;
}

/** Headings as the usual Markdown renderers name them; a repeated one gets -1, -2 … */
function anchorsOf(text) {
  const anchors = new Set();
  for (const line of withoutCode(text)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-");
      let unique = slug;
      for (let count = 1; anchors.has(unique); count++) {
        unique = `${slug}-${count}`;
      }
      anchors.add(unique);
    }
    for (const match of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) {
      anchors.add(match[1]);
    }
  }
  return anchors;
}

/** The lines, with fenced and inline code blanked: code is not prose. */
function withoutCode(text) {
  let fence = null;
  return text.split("\n").map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark && (fence === null || mark.startsWith(fence))) {
      fence = fence === null ? mark : null;
      return "";
    }
    return fence === null ? line.replace(/(?<!^#.*)`[^`]*`/g, "") : "";
  });
}
