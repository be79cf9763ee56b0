// Bundles each script under elements/ to one self-contained module: elements/live.ts becomes static/js/live.js.
// The output is committed, so that building and running Kopru needs no Node. The same sources give the same bytes:
// versions are exact, and nothing of this machine or the time goes in. `node build.mjs FOLDER` writes elsewhere.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../../static/js"));
process.chdir(here);

const elements = (await readdir("elements")).filter((name) => name.endsWith(".ts")).sort();
await mkdir(out, { recursive: true });
for (const name of await readdir(out)) await rm(join(out, name));

const { metafile } = await build({
  entryPoints: elements.map((name) => `elements/${name}`),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

await writeFile(join(out, "licences.txt"), await licences(Object.keys(metafile.inputs)));

// What others wrote goes out with its licence.
async function licences(inputs) {
  const packages = new Set(
    inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
  );
  let text = "";
  for (const name of [...packages].sort()) {
    text += `${name}\n\n${await readFile(`node_modules/${name}/LICENSE`, "utf8")}\n`;
  }
  return text;
}
