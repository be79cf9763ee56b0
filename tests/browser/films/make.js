// Makes the films of the help guides anew from the running product: `npm run videos -- [name]`.
//
// One script a film: what is done, and what is said meanwhile in each language. After a change of the product they are made
// again, looked at, and committed with it.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launch, person } from "../browser.js";
import { start } from "../kopru.js";
import { Camera, PAGE } from "./camera.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FOLDER = path.resolve(HERE, "../../../static/films");
const [only = ""] = process.argv.slice(2);

const browser = await launch();
try {
  for (const file of (await readdir(path.join(HERE, "scripts"))).sort()) {
    const name = path.basename(file, ".js");
    if (!name.includes(only)) continue;
    const { options, prepare, play } = await import(`./scripts/${file}`);
    const kopru = await start(options);
    try {
      const page = await person(browser, PAGE);
      await prepare(page, kopru);
      const camera = new Camera(page);
      await camera.start();
      await play(camera, kopru);
      await camera.finish(FOLDER, name);
      await page.context().close();
    } finally {
      await kopru.stop();
    }
  }
} finally {
  await browser.close();
}
