// Films what a page shows, with captions: the browser's own screencast, put together by ffmpeg.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Width and height of the page that is filmed, and of the film. */
export const PAGE = { width: 1120, height: 700 };
const FILM = { width: 960, height: 600 };
const FRAMES_A_SECOND = 12;
/** Largest film that a guide may carry. */
const MOST_BYTES = 1_500_000;
const LANGUAGES = ["en", "tr", "nl", "de"];
/** How long a caption stands at least, and how many letters one reads in a second. */
const LEAST_SECONDS = 3;
const LETTERS_A_SECOND = 17;

/** A dot that follows the mouse, so that one sees what is clicked. */
function pointer() {
  const show = () => {
    const dot = document.createElement("div");
    Object.assign(dot.style, { position: "fixed", zIndex: "99", left: "0", top: "0", width: "22px", height: "22px", margin: "-11px 0 0 -11px", borderRadius: "50%", border: "2px solid #0a58d6", background: "rgb(10 88 214 / 25%)", pointerEvents: "none", transition: "none" });
    document.documentElement.append(dot);
    const [x, y] = (sessionStorage.getItem("pointer") ?? "560,350").split(",");
    dot.style.transform = `translate(${x}px, ${y}px)`;
    document.addEventListener("mousemove", (event) => {
      dot.style.transform = `translate(${event.clientX}px, ${event.clientY}px)`;
      sessionStorage.setItem("pointer", `${event.clientX},${event.clientY}`);
    });
    document.addEventListener("mousedown", () => (dot.style.background = "rgb(10 88 214 / 70%)"));
    document.addEventListener("mouseup", () => (dot.style.background = "rgb(10 88 214 / 25%)"));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A camera on a page. */
export class Camera {
  #frames = [];
  #captions = [];
  #began = 0;

  constructor(page) {
    this.page = page;
  }

  async start() {
    this.folder = await mkdtemp(path.join(tmpdir(), "kopru-film-"));
    await this.page.addInitScript(pointer);
    await this.page.reload();
    this.session = await this.page.context().newCDPSession(this.page);
    this.session.on("Page.screencastFrame", ({ data, sessionId }) => {
      this.#frames.push({ at: Date.now(), data });
      this.session.send("Page.screencastFrameAck", { sessionId }).catch(() => {});
    });
    await this.session.send("Page.startScreencast", { format: "jpeg", quality: 85, maxWidth: PAGE.width, maxHeight: PAGE.height, everyNthFrame: 1 });
    this.#began = Date.now();
  }

  /** Says something while something is done, and long enough to be read in every language. */
  async scene(words, act) {
    for (const language of LANGUAGES) assert.ok(words[language], `"${words.en}" in ${language}`);
    const began = Date.now();
    const longest = Math.max(...LANGUAGES.map((language) => words[language].length));
    await pause(700);
    await act?.(this);
    const least = Math.max(LEAST_SECONDS, longest / LETTERS_A_SECOND) * 1000;
    await pause(Math.max(600, least - (Date.now() - began)));
    this.#captions.push({ from: began - this.#began, to: Date.now() - this.#began, words });
  }

  /** Moves the mouse there as a hand does, scrolling if need be. */
  async goTo(selector) {
    const target = this.page.locator(selector).first();
    await target.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
    await pause(250);
    const box = await target.boundingBox();
    assert.ok(box, `${selector} is not seen`);
    await this.page.mouse.move(box.x + Math.min(box.width / 2, 160), box.y + Math.min(box.height / 2, 12), { steps: 18 });
    await pause(350);
  }

  async click(selector) {
    await this.goTo(selector);
    await this.page.mouse.down();
    await pause(120);
    await this.page.mouse.up();
    await pause(500);
  }

  /** Clicks what leads to another page, and waits for that. */
  async press(selector) {
    await Promise.all([this.page.waitForNavigation(), this.click(selector)]);
  }

  async type(selector, words) {
    await this.click(selector);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.type(words, { delay: 55 });
    await pause(500);
  }

  async scroll(pixels) {
    for (let done = 0; done < pixels; done += 40) {
      await this.page.mouse.wheel(0, 40);
      await pause(45);
    }
  }

  /** Ends the film and writes `name.webm`, its first picture as `name.webp`, and captions as `name.{language}.vtt`. */
  async finish(folder, name) {
    await this.session.send("Page.stopScreencast");
    const ended = Date.now();
    await mkdir(folder, { recursive: true });
    const lines = ["ffconcat version 1.0"];
    for (const [number, frame] of this.#frames.entries()) {
      const file = path.join(this.folder, `${number}.jpg`);
      await writeFile(file, Buffer.from(frame.data, "base64"));
      const next = this.#frames[number + 1]?.at ?? ended;
      const from = number === 0 ? this.#began : frame.at;
      lines.push(`file ${file}`, `duration ${(Math.max(1, next - from) / 1000).toFixed(3)}`);
    }
    const list = path.join(this.folder, "list.txt");
    await writeFile(list, lines.join("\n"));
    const film = path.join(folder, `${name}.webm`);
    const size = `scale=${FILM.width}:${FILM.height}:flags=lanczos`;
    await run("ffmpeg", ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", list, "-vf", `fps=${FRAMES_A_SECOND},${size}`, "-c:v", "libvpx-vp9", "-crf", "38", "-b:v", "0", "-row-mt", "1", "-cpu-used", "3", "-g", "120", "-an", "-map_metadata", "-1", film]);
    await run("ffmpeg", ["-v", "error", "-y", "-ss", "2", "-i", film, "-frames:v", "1", "-c:v", "libwebp", "-quality", "70", path.join(folder, `${name}.webp`)]);
    for (const language of LANGUAGES) await writeFile(path.join(folder, `${name}.${language}.vtt`), this.#vtt(language));
    await rm(this.folder, { recursive: true, force: true });
    const { size: bytes } = await stat(film);
    assert.ok(bytes < MOST_BYTES, `${film} has ${bytes} bytes`);
    console.log(`${name}: ${Math.round((ended - this.#began) / 1000)} s, ${Math.round(bytes / 1024)} KB`);
  }

  #vtt(language) {
    const clock = (ms) => new Date(ms).toISOString().slice(11, 23);
    const cues = this.#captions.map(({ from, to, words }) => `${clock(from)} --> ${clock(to)}\n${words[language]}\n`);
    return `WEBVTT\n\n${cues.join("\n")}`;
  }
}
