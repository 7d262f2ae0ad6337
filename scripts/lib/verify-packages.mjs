// Checks finished NuGet packages: `node verify-packages.mjs FOLDER`. Each has a README, a licence expression, XML docs
// beside each assembly and a package of symbols.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";

const folder = process.argv[2];
const packages = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".nupkg")) : [];
let wrong = 0;
for (const file of packages) {
  const problems = problemsOf(file);
  problems.forEach((problem) => console.error(`${file}: ${problem}`));
  wrong += problems.length > 0 ? 1 : 0;
  console.log(`    ${file}${problems.length > 0 ? ": incomplete" : ""}`);
}
console.log(`    ${packages.length} packages, ${wrong} incomplete`);
process.exitCode = packages.length === 0 || wrong > 0 ? 1 : 0;

function problemsOf(file) {
  const entries = readZip(join(folder, file));
  const nuspec = [...entries].find(([name]) => name.endsWith(".nuspec"))?.[1]() ?? "";
  const assemblies = [...entries.keys()].filter((name) => /^lib\/.*\.dll$/.test(name));
  const symbols = join(folder, file.replace(/\.nupkg$/, ".snupkg"));
  return [
    [!nuspec.includes("<license type=\"expression\">"), "no licence expression"],
    [!nuspec.includes("<description>") || nuspec.includes("<description>Package Description<"), "no description"],
    [!nuspec.includes("<readme>README.md</readme>") || !entries.has("README.md"), "no README.md"],
    [assemblies.length === 0, "no assembly"],
    ...assemblies.map((name) => [!entries.has(name.replace(/dll$/, "xml")), `no XML docs beside ${name}`]),
    [!existsSync(symbols) || ![...readZip(symbols).keys()].some((name) => name.endsWith(".pdb")), "no symbols"],
  ]
    .filter(([isWrong]) => isWrong)
    .map(([, problem]) => problem);
}

/** Names and readers of a zip file's entries, from its central directory (PKWARE APPNOTE 4.3). */
function readZip(path) {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const entries = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    entries.set(name, () => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + size);
      return (method === 0 ? data : inflateRawSync(data)).toString("utf8");
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
