// Letters as they lie under var/mail, where the product keeps them when no SMTP server is set.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

async function all(folder) {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    return await Promise.all(names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8"))));
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Waits for a letter to somebody whose subject or body has these words, written `since` a moment, and gives it. */
export async function letter(kopru, to, words, { since = new Date(0), patience = 20_000 } = {}) {
  const late = Date.now() + patience;
  for (;;) {
    const letters = (await all(path.join(kopru.var, "mail"))).filter((one) => one.to === to && new Date(one.at) >= since);
    const found = letters.sort((a, b) => (a.at < b.at ? 1 : -1)).find((one) => JSON.stringify(one).includes(words));
    if (found) return found;
    if (Date.now() > late) throw new Error(`no letter to ${to} with "${words}"; there are ${letters.map((one) => one.subject).join(", ") || "none"}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The six digits of a letter. */
export function code(mail) {
  const digits = (mail.text ?? mail.html.replace(/<[^>]+>/g, " ")).match(/\b\d{6}\b/);
  if (!digits) throw new Error(`no code in "${mail.subject}"`);
  return digits[0];
}
