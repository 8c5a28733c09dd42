// SPDX-License-Identifier: MIT
// Judges the manifests of packaging/k8s by the types of Kubernetes: TypeScript refuses unknown keys
// and wrong types (each manifest becomes an object literal of its kind's type), and the compiled
// schemas of the same package look at formats and what is required. Prints one finding a line, and
// the kinds that it judged. `--broken` shows what it says of manifests with mistakes.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { loadAll } from "js-yaml";

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.join(here, "../../..");
const ts = createRequire(path.join(top, "webui/package.json"))("typescript");

// kustomize reads this kind itself; no cluster has it.
const KUSTOMIZATION = [
  "apiVersion", "kind", "namespace", "resources", "images", "labels", "patches", "replicas",
]; // prettier-ignore

function documents(file, text) {
  return loadAll(text)
    .filter(Boolean)
    .map((value) => ({ file, value, kind: value.kind, group: value.apiVersion }));
}

function modulePath({ group, kind }) {
  return `kubernetes-models/${group.includes("/") ? group : "v1"}/${kind}`;
}

function unknownKeysAndTypes(manifests) {
  const name = path.join(here, "manifests.check.ts");
  const lines = [];
  const owners = [];
  manifests.forEach((one, i) => {
    lines.push(`import type { I${one.kind} as T${i} } from ${JSON.stringify(modulePath(one))};`);
    owners.push(one);
  });
  manifests.forEach((one, i) => {
    lines.push(`export const m${i}: T${i} = ${JSON.stringify(one.value)};`);
    owners.push(one);
  });
  const text = lines.join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [] };
  options.module = ts.ModuleKind.ESNext;
  options.target = ts.ScriptTarget.ES2022;
  options.moduleResolution = ts.ModuleResolutionKind.Bundler;
  const host = ts.createCompilerHost(options);
  const original = { read: host.getSourceFile, exists: host.fileExists };
  host.getSourceFile = (file, version) =>
    file === name ? ts.createSourceFile(file, text, version) : original.read(file, version);
  host.fileExists = (file) => file === name || original.exists(file);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const said = ts.flattenDiagnosticMessageText(found.messageText, " ").split("\n")[0];
    const line = found.file?.getLineAndCharacterOfPosition(found.start).line ?? 0;
    const one = owners[line];
    return `${one.file}: ${one.kind} ${one.value.metadata?.name}: ${said}`;
  });
}

async function formats(manifests) {
  const findings = [];
  for (const one of manifests) {
    const module = await import(
      pathToFileURL(path.join(here, "node_modules", `${modulePath(one)}.js`))
    );
    try {
      new module[one.kind](one.value).validate();
    } catch (error) {
      findings.push(`${one.file}: ${one.kind} ${one.value.metadata?.name}: ${error.message}`);
    }
  }
  return findings;
}

async function judge(manifests) {
  const kustomizations = manifests.filter((one) => one.kind === "Kustomization");
  const others = manifests.filter((one) => one.kind !== "Kustomization");
  const findings = kustomizations.flatMap((one) =>
    Object.keys(one.value)
      .filter((key) => !KUSTOMIZATION.includes(key))
      .map((key) => `${one.file}: unknown key ${key}`),
  );
  return [...findings, ...unknownKeysAndTypes(others), ...(await formats(others))];
}

const pod = (container) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "broken" },
  spec: { containers: [{ name: "one", image: "one", ...container }] },
});
const BROKEN = [
  pod({ livenesProbe: {} }),
  pod({ ports: [{ containerPort: "80" }] }),
  pod({ securityContext: { readOnlyRootFileSystem: true } }),
  pod({ ports: [{}] }),
];

// Files of other programs, of which only the form can be judged here.
for (const name of fs.readdirSync(path.join(top, "packaging/logs")))
  loadAll(fs.readFileSync(path.join(top, "packaging/logs", name), "utf8"));
for (const name of fs.readdirSync(path.join(top, "packaging/container")))
  if (name.endsWith(".yaml"))
    loadAll(fs.readFileSync(path.join(top, "packaging/container", name), "utf8"));

const folder = path.join(top, "packaging/k8s");
if (process.argv.includes("--broken")) {
  for (const value of BROKEN) {
    const one = { file: "broken", value, kind: value.kind, group: value.apiVersion };
    console.log((await judge([one])).length ? "refused" : `taken: ${JSON.stringify(value)}`);
  }
} else {
  const manifests = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => documents(name, fs.readFileSync(path.join(folder, name), "utf8")));
  for (const finding of await judge(manifests)) console.log(`FINDING ${finding}`);
  console.log(JSON.stringify(manifests.map((one) => one.value)));
}
