// The product's own database, for what no page can do: letting time pass.

import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Where Debian's packages put the programs of each version. */
const VERSIONS = "/usr/lib/postgresql";

function psql() {
  if (process.env.KOPRU_PG_BIN) return path.join(process.env.KOPRU_PG_BIN, "psql");
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  return versions.map((version) => path.join(VERSIONS, version, "bin/psql")).find((program) => existsSync(program)) ?? "psql";
}

/** Runs one statement in the embedded Postgres under this folder, and gives the single value it answers. */
export async function ask(folder, statement) {
  const lines = (await readFile(path.join(folder, "postgres/data/postmaster.pid"), "utf8")).split("\n");
  const socket = lines[4];
  const { stdout } = await promisify(execFile)(psql(), ["-h", socket, "-U", "kopru", "-d", "kopru", "-XqtAc", statement]);
  return stdout.trim();
}
