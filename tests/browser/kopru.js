// Starts the whole product for one test: its own folder, its own ports, its own database, its own stand-ins.

import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ask } from "./database.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const PROGRAM = process.env.KOPRU_BIN ?? path.join(ROOT, "target/debug/kopru");

/** Who signs in to the demo tenant; `kopru up --demo` prints the same. */
export const DEMO = { email: "demo@kopru.example", password: "brug-over-de-gracht" };

/** Who stands at the desk of our experts. */
export const EXPERT = { email: "expert@kopru.example", password: "brug-over-de-gracht" };

/** A port that is free at this moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/**
 * Starts `kopru up`.
 * @param {{ demo?: boolean, env?: Record<string, string>, host?: string }} [options] with the demo tenant, more settings, and
 *   another name of this machine (passkeys need one: localhost).
 * @returns {Promise<{ url: string, standIns: string, var: string, said: () => string, sql: (statement: string) => Promise<string>, stop: () => Promise<void> }>}
 */
export async function start({ demo = false, env = {}, host = "127.0.0.1" } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "kopru-browser-"));
  // Run as root, the database belongs to another user, who has to reach it.
  await chmod(folder, 0o755);
  const [port, standIns] = [await freePort(), await freePort()];
  const url = `http://${host}:${port}`;
  const words = ["up", "--sandbox", `127.0.0.1:${standIns}`];
  if (demo) words.push("--demo");
  const child = spawn(PROGRAM, words, {
    cwd: folder,
    env: { ...process.env, KOPRU_LISTEN: `127.0.0.1:${port}`, KOPRU_PUBLIC_URL: url, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let over = false;
  ended.then(() => (over = true));
  const stop = async () => {
    if (over) console.error(`kopru ended before it was told to:\n${said}`);
    child.kill("SIGINT");
    const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(`${url}/readyz`)); tries += 1) {
    if (over || tries > 600) {
      await stop();
      throw new Error(`kopru did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // A shop with a large plan: a test does in a minute what takes a merchant a morning, and call limits have tests of their own.
  const plan = { lightspeed: { limits: [30_000, 300_000, 900_000], per_second: 100 } };
  await fetch(`http://127.0.0.1:${standIns}/_settings`, { method: "POST", body: JSON.stringify(plan) });
  return { url, standIns: `http://127.0.0.1:${standIns}`, var: path.join(folder, "var"), said: () => said, sql: (statement) => ask(path.join(folder, "var"), statement), stop };
}
